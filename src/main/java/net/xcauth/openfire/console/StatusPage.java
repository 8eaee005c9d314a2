package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.service.Service;

/** Whether all is well. */
public final class StatusPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "nextcloud-status";
    private static final String MISSING = "missing";

    /** Made by Openfire. */
    public StatusPage() {
        super(PAGE);
    }

    /** A figure that the browser draws. */
    private record Chart(String id, String title, String unit, List<Series> series) {}

    /** A row of bars. */
    private record Series(String id, String label) {}

    /** A line of the table. */
    private record Line(String id, String label, String text, String state) {}

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        Language language = visit.language();
        Situation situation = new Situation(administration);
        if (visit.parameter("ask").equals(MISSING)
                && situation.massDisappearance().isPresent()) {
            visit.show(
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
                                    situation.massDisappearance().get().missing()),
                            "explanation",
                            language.text("ask.missing.explanation")));
            return;
        }
        StatusTexts texts = new StatusTexts(administration, situation, language);
        Map<String, String> states = texts.states();
        Map<String, Object> model = new HashMap<>(Warnings.model(situation, language));
        model.putAll(Checklist.model(situation, language));
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
        model.put("isMissing", situation.massDisappearance().isPresent());
        boolean done = visit.parameter("done").equals(MISSING);
        model.put("isDone", done);
        model.put("done", done ? language.text("done.missing") : "");
        visit.show("status", model);
    }

    @Override
    void act(Visit visit, Administration administration) throws IOException {
        Optional<Service> service = administration.service();
        if (!visit.parameter("action").equals(MISSING) || service.isEmpty()) {
            show(visit, administration);
            return;
        }
        String confirmed =
                service.get().massDisappearance().map(Object::toString).orElse("");
        service.get().confirmDeletions();
        visit.audit("deletion of missing users confirmed", confirmed);
        visit.goTo(PAGE + "?done=" + MISSING);
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
