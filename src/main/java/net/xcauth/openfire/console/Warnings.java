package net.xcauth.openfire.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.xcauth.openfire.provider.ProviderSlot;

/** Warnings about configurations that are insecure or do not work. */
final class Warnings {
    private final PluginStatus status;
    private final Language language;
    private final List<Warning> warnings = new ArrayList<>();

    /**
     * A warning.
     *
     * @param id identifies it in templates and scripts
     */
    record Warning(String id, String text, String remedy) {}

    private Warnings(PluginStatus status, Language language) {
        this.status = status;
        this.language = language;
    }

    static List<Warning> of(PluginStatus status, Language language) {
        Warnings warnings = new Warnings(status, language);
        warnings.collect();
        return warnings.warnings;
    }

    private void collect() {
        if (status.lacksPlain()) {
            add("mechanism");
        }
        status.rejection()
                .ifPresent(cause -> warnings.add(new Warning(
                        "rejected",
                        language.text("warning.rejected", language.say(cause.what())),
                        language.say(cause.advice()))));
        status.refused()
                .forEach((setting, why) -> add("refused", language.text(Field.key(setting)), language.say(why)));
        Set<ProviderSlot> missing = status.missing();
        if (!missing.isEmpty()) {
            add("providers", language.slots(missing));
        }
        if (status.plainWithoutTls()) {
            add("plain");
        }
        if (status.plainUntilRestart()) {
            add("plain-running");
        }
        status.plainHttpPort().ifPresent(port -> add("plain-http", String.valueOf(port)));
        if (status.cloudInTheClear()) {
            add(status.passwordsAreHeldBack() ? "http-refused" : "http");
        }
        if (status.serviceIsAdministrator()) {
            add("service-admin");
        }
        status.clockSkew().ifPresent(this::clock);
        status.massDisappearance()
                .ifPresent(many -> add("missing", many.missing(), many.known(), language.time(many.since())));
    }

    private void clock(Duration ahead) {
        add(
                "clock",
                language.text(
                        ahead.isNegative() ? "warning.clock.behind" : "warning.clock.ahead", language.duration(ahead)));
    }

    private void add(String id, Object... arguments) {
        warnings.add(
                new Warning(id, language.text("warning." + id, arguments), language.text("warning." + id + ".remedy")));
    }

    /** The model for templates. */
    static Map<String, Object> model(PluginStatus status, Language language) {
        List<Warning> all = of(status, language);
        return Map.of("warnings", all, "hasWarnings", !all.isEmpty());
    }
}
