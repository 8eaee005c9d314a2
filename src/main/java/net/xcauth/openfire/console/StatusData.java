package net.xcauth.openfire.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import net.xcauth.core.metrics.LastHour.Minute;
import net.xcauth.openfire.administration.Administration;

/** What the status page's script draws and brings up to date: JSON. */
public final class StatusData extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    /** Made by Openfire. */
    public StatusData() {
        super("nextcloud-status");
    }

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        StatusTexts texts = new StatusTexts(administration, visit.language());
        visit.response().setContentType("application/json;charset=UTF-8");
        try (JsonGenerator json = JSON.createGenerator(visit.response().getWriter())) {
            json.writeStartObject();
            json.writeObjectFieldStart("texts");
            for (Map.Entry<String, String> text : texts.all().entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("states");
            json.writeStringField("cloud", texts.cloudState());
            json.writeStringField("breaker", texts.breakerState());
            json.writeEndObject();
            json.writeArrayFieldStart("checklist");
            for (Checklist.Item item : Checklist.of(new Situation(administration), visit.language())) {
                write(item, json);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("minutes");
            for (Minute minute : administration.watch().lastHour().minutes()) {
                write(minute, visit.language(), json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(Checklist.Item item, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", item.id());
        json.writeBooleanField("done", item.done());
        json.writeStringField("word", item.word());
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
