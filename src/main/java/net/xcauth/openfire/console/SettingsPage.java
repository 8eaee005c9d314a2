package net.xcauth.openfire.console;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.console.SettingsForm.SecretState;
import net.xcauth.openfire.settings.Setting;

/** How the plugin is configured. */
public final class SettingsPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "nextcloud-settings";
    /**
     * New secrets, from a form in which something else was wrong: they are not sent back, and need not be typed again. The
     * setting's name follows.
     */
    private static final String NEW_SECRET = "net.xcauth.new.";

    private static final List<Setting> SECRETS =
            Stream.of(Setting.values()).filter(Setting::secret).toList();
    private static final int LONGEST_VALUE = 4_000;

    /** Made by Openfire. */
    public SettingsPage() {
        super(PAGE);
    }

    @Override
    void show(Visit visit, Administration administration) throws IOException {
        forgetNewSecrets(visit);
        Map<Setting, String> stored = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            administration.stored(setting).ifPresent(value -> stored.put(setting, value));
        }
        SettingsForm form = new SettingsForm(stored);
        administration
                .refused()
                .forEach((setting, why) -> form.refuse(setting, visit.language().say(why)));
        show(visit, administration, form);
    }

    private void show(Visit visit, Administration administration, SettingsForm form) throws IOException {
        Language language = visit.language();
        SECRETS.forEach(secret -> form.state(
                secret,
                visit.kept(NEW_SECRET + secret) != null
                        ? SecretState.KEPT
                        : administration.stored(secret).isPresent() ? SecretState.SET : SecretState.UNSET));
        Map<String, Object> model = new HashMap<>(Warnings.model(new Situation(administration), language));
        model.put("sections", form.sections(language));
        model.put("errors", form.errors(language));
        model.put("isRefused", form.isRefused());
        model.put("isSaved", visit.parameter("saved").equals("1"));
        visit.show("settings", model);
    }

    @Override
    void act(Visit visit, Administration administration) throws IOException {
        SettingsForm form = SettingsForm.of(visit);
        Map<Setting, String> values = new EnumMap<>(form.values());
        for (Setting secret : SECRETS) {
            String typed = values.get(secret);
            String given = typed.isEmpty() && visit.kept(NEW_SECRET + secret) instanceof String kept ? kept : typed;
            if (!given.isEmpty()) {
                values.put(secret, given);
            } else if (!form.removes(secret)) {
                values.remove(secret);
            }
        }
        check(values, form, visit, administration);
        if (form.isRefused()) {
            SECRETS.forEach(secret -> visit.keep(
                    NEW_SECRET + secret, values.getOrDefault(secret, "").isEmpty() ? null : values.get(secret)));
            show(visit, administration, form);
            return;
        }
        Map<Setting, String> changes = changes(values, administration);
        if (!changes.isEmpty()) {
            administration.change(changes);
            visit.audit("settings changed", described(changes));
        }
        forgetNewSecrets(visit);
        visit.goTo(PAGE + "?saved=1");
    }

    private static void forgetNewSecrets(Visit visit) {
        SECRETS.forEach(secret -> visit.keep(NEW_SECRET + secret, null));
    }

    private static void check(
            Map<Setting, String> values, SettingsForm form, Visit visit, Administration administration) {
        Map<Setting, String> all = new EnumMap<>(values);
        SECRETS.forEach(secret -> administration.stored(secret).ifPresent(value -> all.putIfAbsent(secret, value)));
        administration
                .check(all)
                .forEach((setting, why) -> form.refuse(setting, visit.language().say(why)));
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
        return changes.entrySet().stream()
                .map(change -> change.getKey().property() + " = "
                        + (change.getKey().mayBeShown(change.getValue()) ? change.getValue() : "(not shown)"))
                .collect(Collectors.joining("\n"));
    }
}
