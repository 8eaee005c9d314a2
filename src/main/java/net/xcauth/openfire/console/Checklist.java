package net.xcauth.openfire.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The steps until the first Nextcloud user logs in. */
final class Checklist {

    /**
     * A step.
     *
     * @param id   identifies it in templates and scripts
     * @param word "done" or "to do", in the administrator's language
     * @param page the console's page where it is done
     */
    record Item(String id, boolean done, String word, String text, String page) {}

    private Checklist() {}

    static List<Item> of(PluginStatus status, Language language) {
        List<Item> items = new ArrayList<>();
        items.add(item(
                status.isConfigured(),
                "configured",
                language.text(status.isForJsxc() ? "checklist.configured.jsxc" : "checklist.configured"),
                "nextcloud-settings",
                language));
        items.add(item(status.cloudAnswers(), "answers", "nextcloud-test", language));
        status.isExempt()
                .ifPresent(exempt -> items.add(item(
                        exempt,
                        "exempt",
                        exempt
                                ? language.text("checklist.exempt.done")
                                : language.text("checklist.exempt", status.exemptingCommand()),
                        "nextcloud-test",
                        language)));
        items.add(
                item(status.isConfigured() && !status.cloudInTheClear(), "encrypted", "nextcloud-settings", language));
        items.add(item(status.serves(), "serves", "nextcloud-settings", language));
        items.add(item(
                status.isConfigured() && !status.plainWithoutTls() && !status.plainUntilRestart(),
                "tls",
                "../../connection-settings-socket-c2s.jsp",
                language));
        items.add(item(status.knowsUsers(), "login", "nextcloud-test", language));
        return items;
    }

    private static Item item(boolean done, String key, String page, Language language) {
        return item(done, key, language.text("checklist." + key), page, language);
    }

    private static Item item(boolean done, String key, String text, String page, Language language) {
        return new Item(key, done, language.text(done ? "checklist.done" : "checklist.open"), text, page);
    }

    /** The model for templates, which show nothing once all steps are done. */
    static Map<String, Object> model(PluginStatus status, Language language) {
        List<Item> items = of(status, language);
        return Map.of("checklist", items, "isIncomplete", !items.stream().allMatch(Item::done));
    }
}
