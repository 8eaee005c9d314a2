package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.settings.Setting;

/** How the plugin is configured. */
public final class SettingsPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "nextcloud-settings";
    /** A new secret, from a form in which something else was wrong: it is not sent back, and need not be typed again. */
    private static final String NEW_SECRET = "net.xcauth.newSecret";
    private static final int LONGEST_VALUE = 4_000;

    /** Made by Openfire. */
    public SettingsPage() {
        super(PAGE);
    }

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        visit.keep(NEW_SECRET, null);
        Map<Setting, String> stored = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            administration.stored(setting).ifPresent(value -> stored.put(setting, value));
        }
        SettingsForm form = new SettingsForm(stored);
        administration.refused().forEach((setting, why) -> form.refuse(setting, visit.language().say(why)));
        show(visit, administration, form);
    }

    private void show(Visit visit, Administration administration, SettingsForm form) throws IOException {
        Language language = visit.language();
        Map<String, Object> model = new HashMap<>(Warnings.model(new Situation(administration), language));
        model.put("sections", form.sections(language));
        model.put("errors", form.errors(language));
        model.put("isRefused", form.isRefused());
        model.put("isSaved", visit.parameter("saved").equals("1"));
        model.put("secretState", language.text(visit.kept(NEW_SECRET) != null ? "secret.kept"
                : administration.stored(Setting.SECRET).isPresent() ? "secret.set" : "secret.unset"));
        visit.show("settings", model);
    }

    @Override
    void act(Visit visit, Administration administration) throws IOException {
        SettingsForm form = SettingsForm.of(visit);
        Map<Setting, String> values = new EnumMap<>(form.values());
        String typed = values.get(Setting.SECRET);
        String secret = typed.isEmpty() && visit.kept(NEW_SECRET) instanceof String kept ? kept : typed;
        if (secret.isEmpty()) {
            values.remove(Setting.SECRET);
        } else {
            values.put(Setting.SECRET, secret);
        }
        check(values, form, visit, administration);
        if (form.isRefused()) {
            visit.keep(NEW_SECRET, secret.isEmpty() ? null : secret);
            show(visit, administration, form);
            return;
        }
        Map<Setting, String> changes = changes(values, administration);
        if (!changes.isEmpty()) {
            administration.change(changes);
            visit.audit("settings changed", described(changes));
        }
        visit.keep(NEW_SECRET, null);
        visit.goTo(PAGE + "?saved=1");
    }

    private static void check(Map<Setting, String> values, SettingsForm form, Visit visit,
                              Administration administration) {
        administration.check(values).forEach((setting, why) -> form.refuse(setting, visit.language().say(why)));
        values.forEach((setting, value) -> {
            if (value.length() > LONGEST_VALUE) {
                form.refuse(setting, visit.language().text("request.length", LONGEST_VALUE));
            }
        });
    }

    /** What is other than before. The default need not be stored. */
    private static Map<Setting, String> changes(Map<Setting, String> values, Administration administration) {
        Map<Setting, String> changes = new EnumMap<>(Setting.class);
        values.forEach((setting, value) -> {
            String before = administration.stored(setting).orElse("");
            if (!before.equals(value) && !(before.isBlank() && value.equals(setting.standard()))) {
                changes.put(setting, value);
            }
        });
        return changes;
    }

    private static String described(Map<Setting, String> changes) {
        return changes.entrySet().stream().map(change -> change.getKey().property() + " = "
                + (change.getKey().mayBeShown(change.getValue()) ? change.getValue() : "(not shown)"))
                .collect(Collectors.joining("\n"));
    }
}
