package net.xcauth.openfire.console;

import java.util.List;
import java.util.Map;

/** What there is to do until the first Nextcloud user logs in. */
final class Checklist {

    /**
     * One thing to do.
     *
     * @param id   tells it apart
     * @param word whether it is done, as people read it
     * @param page where to do it; empty if that is not in the console
     */
    record Item(String id, boolean done, String word, String text, String page) {
    }

    private Checklist() {
    }

    static List<Item> of(Situation situation, Language language) {
        return List.of(item(situation.isConfigured(), "configured", "nextcloud-settings", language),
                item(situation.cloudAnswers(), "answers", "nextcloud-test", language),
                item(situation.isConfigured() && !situation.cloudInTheClear(), "encrypted", "nextcloud-settings",
                        language),
                item(situation.serves(), "serves", "nextcloud-settings", language),
                item(situation.isConfigured() && !situation.plainWithoutTls(), "tls",
                        "../../connection-settings-socket-c2s.jsp", language),
                item(situation.knowsUsers(), "login", "nextcloud-test", language));
    }

    private static Item item(boolean done, String key, String page, Language language) {
        return new Item(key, done, language.text(done ? "checklist.done" : "checklist.open"),
                language.text("checklist." + key), page);
    }

    /** For templates: nothing to show when all is done. */
    static Map<String, Object> model(Situation situation, Language language) {
        List<Item> items = of(situation, language);
        return Map.of("checklist", items, "isIncomplete", !items.stream().allMatch(Item::done));
    }
}
