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

/** The page Settings. */
public final class SettingsPage extends ConsolePage {
    private static final long serialVersionUID = 1L;
    private static final String PAGE = "nextcloud-settings";
    /**
     * The prefix of session attributes that keep newly typed secrets while another value of the form is wrong: they are
     * not sent back to the browser, and need not be typed again.
     */
    private static final String NEW_SECRET = "net.xcauth.new.";

    private static final List<Setting> SECRETS =
            Stream.of(Setting.values()).filter(Setting::secret).toList();
    private static final int LONGEST_VALUE = 4_000;

    /** Called by Openfire. */
    public SettingsPage() {
        super(PAGE);
    }

    @Override
    void show(Exchange exchange, Administration administration) throws IOException {
        discardNewSecrets(exchange);
        Map<Setting, String> stored = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            administration.stored(setting).ifPresent(value -> stored.put(setting, value));
        }
        SettingsForm form = new SettingsForm(stored);
        administration
                .refused()
                .forEach((setting, why) ->
                        form.refuse(setting, exchange.language().say(why)));
        show(exchange, administration, form);
    }

    private void show(Exchange exchange, Administration administration, SettingsForm form) throws IOException {
        Language language = exchange.language();
        SECRETS.forEach(secret -> form.state(
                secret,
                exchange.kept(NEW_SECRET + secret).isPresent()
                        ? SecretState.KEPT
                        : administration.stored(secret).isPresent() ? SecretState.SET : SecretState.UNSET));
        Map<String, Object> model = new HashMap<>(Warnings.model(new PluginStatus(administration), language));
        model.put("sections", form.sections(language));
        model.put("errors", form.errors(language));
        model.put("isRefused", form.isRefused());
        model.put("isSaved", exchange.parameter("saved").equals("1"));
        exchange.show("settings", model);
    }

    @Override
    void act(Exchange exchange, Administration administration) throws IOException {
        SettingsForm form = SettingsForm.of(exchange);
        Map<Setting, String> values = new EnumMap<>(form.values());
        for (Setting secret : SECRETS) {
            String typed = values.getOrDefault(secret, "");
            String value = typed.isEmpty() ? exchange.kept(NEW_SECRET + secret).orElse("") : typed;
            if (!value.isEmpty()) {
                values.put(secret, value);
            } else if (!form.removes(secret)) {
                values.remove(secret);
            }
        }
        check(values, form, exchange, administration);
        if (form.isRefused()) {
            keepNewSecrets(values, exchange);
            show(exchange, administration, form);
            return;
        }
        Map<Setting, String> changes = changes(values, administration);
        if (!changes.isEmpty()) {
            administration.change(changes);
            exchange.audit("settings changed", described(changes));
        }
        discardNewSecrets(exchange);
        exchange.redirect(PAGE + "?saved=1");
    }

    private static void keepNewSecrets(Map<Setting, String> values, Exchange exchange) {
        for (Setting secret : SECRETS) {
            String value = values.getOrDefault(secret, "");
            if (value.isEmpty()) {
                exchange.discard(NEW_SECRET + secret);
            } else {
                exchange.keep(NEW_SECRET + secret, value);
            }
        }
    }

    private static void discardNewSecrets(Exchange exchange) {
        SECRETS.forEach(secret -> exchange.discard(NEW_SECRET + secret));
    }

    private static void check(
            Map<Setting, String> values, SettingsForm form, Exchange exchange, Administration administration) {
        Map<Setting, String> all = new EnumMap<>(values);
        SECRETS.forEach(secret -> administration.stored(secret).ifPresent(value -> all.putIfAbsent(secret, value)));
        administration
                .check(all)
                .forEach((setting, why) ->
                        form.refuse(setting, exchange.language().say(why)));
        values.forEach((setting, value) -> {
            if (value.length() > LONGEST_VALUE) {
                form.refuse(setting, exchange.language().text("request.length", LONGEST_VALUE));
            }
        });
    }

    /** The values that differ from the stored ones; a default is not stored. */
    private static Map<Setting, String> changes(Map<Setting, String> values, Administration administration) {
        Map<Setting, String> changes = new EnumMap<>(Setting.class);
        values.forEach((setting, value) -> {
            String before = administration.stored(setting).orElse("");
            if (!before.equals(value) && !(before.isBlank() && value.equals(setting.defaultValue()))) {
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
