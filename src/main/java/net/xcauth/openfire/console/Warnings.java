package net.xcauth.openfire.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.xcauth.openfire.provider.Place;

/** What works, or does not, and should be changed. */
final class Warnings {
    private final Situation situation;
    private final Language language;
    private final List<Warning> warnings = new ArrayList<>();

    /**
     * One of them.
     *
     * @param id tells them apart
     */
    record Warning(String id, String text, String remedy) {}

    private Warnings(Situation situation, Language language) {
        this.situation = situation;
        this.language = language;
    }

    static List<Warning> of(Situation situation, Language language) {
        Warnings warnings = new Warnings(situation, language);
        warnings.collect();
        return warnings.warnings;
    }

    private void collect() {
        if (situation.lacksPlain()) {
            add("mechanism");
        }
        situation
                .rejectedSecret()
                .ifPresent(cause -> warnings.add(new Warning(
                        "rejected",
                        language.text("warning.rejected", language.say(cause.what())),
                        language.say(cause.advice()))));
        situation
                .refused()
                .forEach((setting, why) -> add("refused", language.text(Field.key(setting)), language.say(why)));
        Set<Place> missing = situation.missing();
        if (!missing.isEmpty()) {
            add("providers", language.places(missing));
        }
        if (situation.plainWithoutTls()) {
            add("plain");
        }
        if (situation.plainUntilRestart()) {
            add("plain-running");
        }
        situation.plainHttpPort().ifPresent(port -> add("plain-http", String.valueOf(port)));
        if (situation.cloudInTheClear()) {
            add(situation.passwordsAreHeldBack() ? "http-refused" : "http");
        }
        if (situation.serviceIsAdministrator()) {
            add("service-admin");
        }
        situation.clockSkew().ifPresent(this::clock);
        situation
                .massDisappearance()
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

    /** For templates. */
    static Map<String, Object> model(Situation situation, Language language) {
        List<Warning> all = of(situation, language);
        return Map.of("warnings", all, "hasWarnings", !all.isEmpty());
    }
}
