package net.xcauth.openfire.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import net.xcauth.core.metrics.LastHour.Minute;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.console.Warnings.Warning;

/** The data for the status page's script, as JSON. */
public final class StatusData extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    /** Called by Openfire. */
    public StatusData() {
        super("nextcloud-status");
    }

    @Override
    void show(Exchange exchange, Administration administration) throws IOException {
        PluginStatus status = new PluginStatus(administration);
        StatusTexts texts = new StatusTexts(administration, status, exchange.language());
        exchange.response().setContentType("application/json;charset=UTF-8");
        try (JsonGenerator json = JSON.createGenerator(exchange.response().getWriter())) {
            json.writeStartObject();
            write("texts", texts.all(), json);
            write("states", texts.states(), json);
            json.writeArrayFieldStart("checklist");
            for (Checklist.Item item : Checklist.of(status, exchange.language())) {
                write(item, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("warnings");
            for (Warning warning : Warnings.of(status, exchange.language())) {
                write(warning, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("minutes");
            for (Minute minute : administration.metrics().lastHour().minutes()) {
                write(minute, exchange.language(), json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(String name, Map<String, String> fields, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> field : fields.entrySet()) {
            json.writeStringField(field.getKey(), field.getValue());
        }
        json.writeEndObject();
    }

    private static void write(Warning warning, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", warning.id());
        json.writeStringField("text", warning.text());
        json.writeStringField("remedy", warning.remedy());
        json.writeEndObject();
    }

    private static void write(Checklist.Item item, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", item.id());
        json.writeBooleanField("done", item.done());
        json.writeStringField("word", item.word());
        json.writeStringField("text", item.text());
        json.writeStringField("page", item.page());
        json.writeEndObject();
    }

    private static void write(Minute minute, Language language, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("time", language.time(minute.start()));
        json.writeNumberField("accepted", minute.accepted());
        json.writeNumberField("refused", minute.refused());
        json.writeNumberField("undecided", minute.undecided());
        json.writeNumberField("unasked", minute.unasked());
        json.writeNumberField("asked", minute.accepted() + minute.refused() + minute.undecided() - minute.unasked());
        json.writeNumberField("answered", minute.answered());
        json.writeNumberField("failed", minute.failed());
        json.writeNumberField("average", minute.average().toMillis());
        json.writeNumberField("slowest", minute.slowest().toMillis());
        json.writeEndObject();
    }
}
