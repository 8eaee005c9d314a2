package net.xcauth.openfire.console;

import java.util.ArrayList;
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
    record Item(String id, boolean done, String word, String text, String page) {}

    private Checklist() {}

    static List<Item> of(Situation situation, Language language) {
        List<Item> items = new ArrayList<>();
        items.add(item(
                situation.isConfigured(),
                "configured",
                language.text(situation.isForJsxc() ? "checklist.configured.jsxc" : "checklist.configured"),
                "nextcloud-settings",
                language));
        items.add(item(situation.cloudAnswers(), "answers", "nextcloud-test", language));
        situation
                .isExempt()
                .ifPresent(exempt -> items.add(item(
                        exempt,
                        "exempt",
                        exempt
                                ? language.text("checklist.exempt.done")
                                : language.text("checklist.exempt", situation.exemptingCommand()),
                        "nextcloud-test",
                        language)));
        items.add(item(
                situation.isConfigured() && !situation.cloudInTheClear(), "encrypted", "nextcloud-settings", language));
        items.add(item(situation.serves(), "serves", "nextcloud-settings", language));
        items.add(item(
                situation.isConfigured() && !situation.plainWithoutTls() && !situation.plainUntilRestart(),
                "tls",
                "../../connection-settings-socket-c2s.jsp",
                language));
        items.add(item(situation.knowsUsers(), "login", "nextcloud-test", language));
        return items;
    }

    private static Item item(boolean done, String key, String page, Language language) {
        return item(done, key, language.text("checklist." + key), page, language);
    }

    private static Item item(boolean done, String key, String text, String page, Language language) {
        return new Item(key, done, language.text(done ? "checklist.done" : "checklist.open"), text, page);
    }

    /** For templates: nothing to show when all is done. */
    static Map<String, Object> model(Situation situation, Language language) {
        List<Item> items = of(situation, language);
        return Map.of("checklist", items, "isIncomplete", !items.stream().allMatch(Item::done));
    }
}
