package net.xcauth.openfire.console;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Reason;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.examination.CloudExamination;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.roster.SharedRoster;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.user.Accounts;
import net.xcauth.openfire.provider.Backend;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.Settings;

/** The tests on the console's Test page, with separate connections and no cache. */
final class CloudTests {
    private final Settings settings;
    private final Endpoint endpoint;
    private final Service service;
    private final Backend backend;
    private final Language language;
    private final Clock clock;

    record GroupMembers(String group, List<String> members) {}

    /** A group or account that rosters do not show, with the reason. */
    record LeftOut(String group, String why) {}

    /** @param settings with an endpoint */
    CloudTests(Settings settings, Service service, Language language, Clock clock) {
        this.settings = settings;
        this.service = service;
        this.language = language;
        this.clock = clock;
        endpoint = settings.endpoint().orElseThrow();
        backend = service.backend();
    }

    /** Tests the connection, from resolving the cloud's name to the API's answer. */
    List<Step> connection() {
        List<Finding> findings = new ArrayList<>();
        try (CloudExamination examination = new CloudExamination(settings.cloud(), clock, findings::add)) {
            examination.examine(endpoint.url(), List.of(endpoint));
        } catch (RefusedException e) {
            return List.of(step(Level.FAIL, "test.connection", language.say(e), ""));
        }
        return findings.stream().map(finding -> Step.of(finding, language)).toList();
    }

    /** Tests if this user could log in with this password. */
    List<Step> login(String typed, String password) {
        List<Step> steps = new ArrayList<>();
        Optional<String> user = user(typed, steps);
        if (user.isPresent()) {
            try (Pipeline pipeline = pipeline()) {
                steps.add(judge(pipeline.authenticator()
                        .authenticate(user.get(), backend.domain(), password)
                        .join()));
            }
        }
        return steps;
    }

    private Step judge(Outcome outcome) {
        String why = language.text("reason." + outcome.reason().name().toLowerCase(Locale.ROOT))
                + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail());
        return switch (outcome.decision()) {
            case YES -> step(Level.OK, "test.login.step", language.text("test.login.yes", why), "");
            case NO ->
                step(
                        Level.FAIL,
                        "test.login.step",
                        language.text("test.login.no", why),
                        outcome.reason() == Reason.CLOUD ? "test.login.no.remedy" : "test.login.impossible.remedy");
            case CANNOT_TELL ->
                step(
                        Level.FAIL,
                        "test.login.step",
                        language.text("test.login.unknown", why),
                        "test.login.unknown.remedy");
        };
    }

    private Pipeline pipeline() {
        return Pipeline.builder(settings.cloud(), domain -> settings.endpoint())
                .clock(clock)
                .protection(settings.protection())
                .accountPairs(Optional.of(service.pairs()))
                .build();
    }

    /** Reads which groups this user's roster would show, and which not. */
    Map<String, Object> roster(String typed) {
        List<Step> steps = new ArrayList<>();
        Map<String, Object> results = new HashMap<>();
        Optional<String> user = user(typed, steps);
        if (user.isPresent()) {
            try (Pipeline pipeline = pipeline()) {
                Answer<CloudRoster> answer = pipeline.cloud()
                        .sharedRoster(endpoint, endpoint.names(backend.domain()).accountOf(user.get()))
                        .join();
                if (answer instanceof Yes<CloudRoster> yes) {
                    results.putAll(shown(service.rosterReader().read(yes.value()), steps));
                } else if (answer instanceof Unreachable<CloudRoster> unreachable) {
                    steps.add(Step.of(
                            Level.FAIL,
                            language.text("test.roster.step"),
                            language.say(unreachable.cause().what()) + ": " + unreachable.detail(),
                            language.say(unreachable.cause().advice()),
                            language));
                } else {
                    steps.add(step(
                            Level.WARN,
                            "test.roster.step",
                            language.text("test.roster.nobody"),
                            "test.roster.nobody.remedy"));
                }
            }
        }
        results.put("hasSteps", true);
        results.put("steps", steps);
        return results;
    }

    private Map<String, Object> shown(SharedRoster roster, List<Step> steps) {
        // Two groups may have the same display name.
        List<GroupMembers> groups = roster.groups().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<GroupName, Set<String>> group) ->
                                group.getKey().text())
                        .thenComparing(group -> group.getKey().id()))
                .map(group -> new GroupMembers(group.getKey().text(), names(group.getValue(), roster.fullNames())))
                .toList();
        steps.add(step(
                Level.OK,
                "test.roster.step",
                language.text(
                        "test.roster.count", groups.size(), roster.fullNames().size()),
                ""));
        List<LeftOut> leftOut = new ArrayList<>();
        roster.skipped().forEach((group, why) -> leftOut.add(new LeftOut(group, language.say(why))));
        roster.unmappable()
                .forEach(account -> leftOut.add(new LeftOut(account, language.text("test.roster.unmappable"))));
        return Map.of("hasRoster", true, "groups", groups, "hasLeftOut", !leftOut.isEmpty(), "leftOut", leftOut);
    }

    private static List<String> names(Set<String> members, Map<String, String> fullNames) {
        return members.stream()
                .sorted()
                .map(user -> {
                    String name = fullNames.getOrDefault(user, "");
                    String account = Accounts.accountOf(user);
                    return name.isEmpty() || name.equals(account) ? account : name + " (" + account + ')';
                })
                .toList();
    }

    /** The canonical spelling of a user name; empty if it is invalid. Adds a step that shows if the cloud serves it. */
    private Optional<String> user(String typed, List<Step> steps) {
        Optional<String> user = typed.isEmpty() ? Optional.empty() : backend.canonical(typed);
        if (user.isEmpty()) {
            steps.add(step(
                    Level.FAIL,
                    "test.name.step",
                    language.text("test.name.wrong", typed, backend.domain()),
                    "test.name.wrong.remedy"));
        } else if (backend.isLocal(user.get())) {
            steps.add(step(
                    Level.WARN,
                    "test.name.step",
                    language.text("test.name.local", user.get()),
                    "test.name.local.remedy"));
        } else {
            steps.add(
                    step(Level.OK, "test.name.step", language.text("test.name.ok", user.get(), backend.domain()), ""));
        }
        return user;
    }

    private Step step(Level level, String title, String text, String remedy) {
        return Step.of(level, language.text(title), text, remedy.isEmpty() ? "" : language.text(remedy), language);
    }
}
