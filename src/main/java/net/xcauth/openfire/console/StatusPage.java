package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.openfire.administration.Administration;

/** Whether all is well. */
public final class StatusPage extends ConsolePage {
    private static final long serialVersionUID = 1L;

    /** Made by Openfire. */
    public StatusPage() {
        super("nextcloud-status");
    }

    /** A figure that the browser draws. */
    private record Chart(String id, String title, String unit, List<Series> series) {
    }

    /** A row of bars. */
    private record Series(String id, String label) {
    }

    /** A line of the table. */
    private record Line(String id, String label, String text, String state) {
    }

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        Language language = visit.language();
        Situation situation = new Situation(administration);
        StatusTexts texts = new StatusTexts(administration, situation, language);
        Map<String, String> states = texts.states();
        Map<String, Object> model = new HashMap<>(Warnings.model(situation, language));
        model.putAll(Checklist.model(situation, language));
        model.put("lines", texts.all().entrySet().stream().map(entry -> new Line(entry.getKey(),
                language.text("status." + entry.getKey()), entry.getValue(),
                states.getOrDefault(entry.getKey(), "none"))).toList());
        model.put("charts", List.of(chart(language, "logins", "accepted", "refused", "undecided"),
                chart(language, "memory", "unasked", "asked"), chart(language, "requests", "answered", "failed"),
                chart(language, "times", "average", "slowest")));
        visit.show("status", model);
    }

    private static Chart chart(Language language, String id, String... series) {
        return new Chart(id, language.text("chart." + id), language.text("chart." + id + ".unit"), List.of(series)
                .stream().map(each -> new Series(each, language.text("chart." + id + "." + each))).toList());
    }
}
