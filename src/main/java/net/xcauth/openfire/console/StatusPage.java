package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.service.Service;

/** The page Status. */
public final class StatusPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "nextcloud-status";
    private static final String MISSING = "missing";

    /** Called by Openfire. */
    public StatusPage() {
        super(PAGE);
    }

    /** A chart that the browser draws. */
    private record Chart(String id, String title, String unit, List<Series> series) {}

    /** A series of bars in a chart. */
    private record Series(String id, String label) {}

    /** A row of the table. */
    private record Line(String id, String label, String text, String state) {}

    @Override
    void show(Exchange exchange, Administration administration) throws IOException {
        Language language = exchange.language();
        PluginStatus status = new PluginStatus(administration);
        if (exchange.parameter("ask").equals(MISSING)
                && status.massDisappearance().isPresent()) {
            exchange.show(
                    "confirm",
                    Map.of(
                            "page",
                            PAGE,
                            "action",
                            MISSING,
                            "user",
                            "",
                            "isForget",
                            false,
                            "question",
                            language.text(
                                    "ask.missing",
                                    status.massDisappearance().get().missing()),
                            "explanation",
                            language.text("ask.missing.explanation")));
            return;
        }
        StatusTexts texts = new StatusTexts(administration, status, language);
        Map<String, String> states = texts.states();
        Map<String, Object> model = new HashMap<>(Warnings.model(status, language));
        model.putAll(Checklist.model(status, language));
        model.put(
                "lines",
                texts.all().entrySet().stream()
                        .map(entry -> new Line(
                                entry.getKey(),
                                language.text("status." + entry.getKey()),
                                entry.getValue(),
                                states.getOrDefault(entry.getKey(), "none")))
                        .toList());
        model.put(
                "charts",
                List.of(
                        chart(language, "logins", "accepted", "refused", "undecided"),
                        chart(language, "memory", "unasked", "asked"),
                        chart(language, "requests", "answered", "failed"),
                        chart(language, "times", "average", "slowest")));
        model.put("isMissing", status.massDisappearance().isPresent());
        boolean done = exchange.parameter("done").equals(MISSING);
        model.put("isDone", done);
        model.put("done", done ? language.text("done.missing") : "");
        exchange.show("status", model);
    }

    @Override
    void act(Exchange exchange, Administration administration) throws IOException {
        Optional<Service> service = administration.service();
        if (!exchange.parameter("action").equals(MISSING) || service.isEmpty()) {
            show(exchange, administration);
            return;
        }
        String confirmed =
                service.get().massDisappearance().map(Object::toString).orElse("");
        service.get().confirmDeletions();
        exchange.audit("deletion of missing users confirmed", confirmed);
        exchange.redirect(PAGE + "?done=" + MISSING);
    }

    private static Chart chart(Language language, String id, String... series) {
        return new Chart(
                id,
                language.text("chart." + id),
                language.text("chart." + id + ".unit"),
                List.of(series).stream()
                        .map(each -> new Series(each, language.text("chart." + id + "." + each)))
                        .toList());
    }
}
