package net.xcauth.bridge.tool;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.roster.ManualRefresh;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.SharedRoster;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.text.Text;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.LocalParts;
import net.xcauth.core.user.UserKey;
import org.jspecify.annotations.Nullable;

/** Shows, compares and updates shared rosters. */
final class RosterCommands {
    private final Config config;
    private final Stores stores;
    private final Clock clock;

    RosterCommands(Config config, Stores stores, Clock clock) {
        this.config = config;
        this.stores = stores;
        this.clock = clock;
    }

    private record Member(String user, String name) {}

    private record Group(String id, String name, List<Member> members) {}

    private record Shown(
            String user, String cloud, List<Group> groups, Map<String, String> skipped, Set<String> unmappable) {}

    private record Refreshed(
            String database,
            String domain,
            @Nullable String user,
            boolean gone,
            int questions,
            @Nullable String ejabberd,
            @Nullable String problem) {}

    /** Queries the cloud, and explains its answer. */
    Result show(Job.RunCommand job) throws ToolException, StoreException {
        UserKey user = job.user(0);
        Endpoint endpoint = stores.endpointOf(user.domain());
        SharedRoster roster = read(user, endpoint);
        List<List<String>> table = new ArrayList<>(List.of(List.of("group", "user", "full name")));
        List<Group> groups = new ArrayList<>();
        sorted(roster).forEach((name, members) -> {
            List<Member> shown = new TreeSet<>(members)
                    .stream()
                            .map(member -> new Member(member, roster.fullNames().getOrDefault(member, "")))
                            .toList();
            groups.add(new Group(name.id(), name.text(), shown));
            shown.forEach(member -> table.add(List.of(
                    name.text().equals(name.id()) ? name.id() : name.text() + " (" + name.id() + ')',
                    member.user,
                    member.name)));
        });
        List<String> lines = new ArrayList<>();
        lines.add(
                groups.isEmpty()
                        ? user + " is in no shared group in the cloud at " + endpoint.url()
                        : user + " is in " + Wording.count(groups.size(), "group") + " of the cloud at "
                                + endpoint.url() + ":");
        if (!groups.isEmpty()) {
            lines.addAll(Wording.table(table));
        }
        roster.skipped().forEach((group, why) -> lines.add("not shown: the group \"" + group + "\", " + why));
        roster.unmappable()
                .forEach(account ->
                        lines.add("not shown: the account \"" + account + "\", which cannot be an XMPP user"));
        return Result.done(
                new Shown(
                        user.toString(),
                        endpoint.url().toString(),
                        groups,
                        inWords(roster.skipped()),
                        roster.unmappable()),
                lines);
    }

    private static Map<String, String> inWords(Map<String, Text> reasons) {
        Map<String, String> words = new TreeMap<>();
        reasons.forEach((group, why) -> words.put(group, why.toString()));
        return words;
    }

    private static Map<GroupName, Set<String>> sorted(SharedRoster roster) {
        return roster.groups().entrySet().stream()
                .sorted((one, other) ->
                        one.getKey().id().compareTo(other.getKey().id()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
    }

    private SharedRoster read(UserKey user, Endpoint endpoint) throws ToolException {
        try (Clouds clouds = Pipeline.clouds(config.cloud())) {
            AccountNames names = endpoint.names(user.domain());
            Answer<CloudRoster> answer = clouds.sharedRoster(endpoint, names.accountOf(user.account()))
                    .join();
            if (answer instanceof Answer.Yes<CloudRoster> yes) {
                return new RosterReader(names, config.rosters().rules(), LocalParts::prepared).read(yes.value());
            }
            throw new ToolException(refusal(user, endpoint, answer));
        }
    }

    /** @param answer other than a yes */
    private static String refusal(UserKey user, Endpoint endpoint, Answer<CloudRoster> answer) {
        return unreachable(endpoint, answer)
                .orElseGet(
                        () -> "the cloud at " + endpoint.url() + " does not know \"" + user + "\"; check the spelling");
    }

    private static Optional<String> unreachable(Endpoint endpoint, Answer<CloudRoster> answer) {
        return answer instanceof Answer.Unreachable<CloudRoster> unreachable
                ? Optional.of(endpoint.url() + ": " + unreachable.cause().text() + ": " + unreachable.detail() + ". "
                        + unreachable.cause().remedy())
                : Optional.empty();
    }

    /** Compares the database and ejabberd with the cloud. */
    Result diff(Job.RunCommand job) throws ToolException, StoreException {
        UserKey user = job.user(0);
        return new RosterDiff(config, stores).compare(user, read(user, stores.endpointOf(user.domain())));
    }

    /** Updates the database and ejabberd. */
    Result refresh(Job.RunCommand job) throws ToolException, StoreException {
        if (job.has(0)) {
            UserKey user = job.user(0);
            return result(List.of(refresh(user.domain(), Optional.of(user))));
        }
        List<Refreshed> all = new ArrayList<>();
        for (String domain : stores.directory().domains()) {
            if (stores.cloudOf(domain).isPresent()) {
                all.add(refresh(domain, Optional.empty()));
            }
        }
        return all.isEmpty()
                ? Result.done(
                        all,
                        "the database " + stores.name() + " has no rosters yet; they are created at "
                                + "the first logins of users")
                : result(all);
    }

    private Refreshed refresh(String domain, Optional<UserKey> user) throws ToolException, StoreException {
        String whose = user.map(UserKey::toString).orElse(null);
        Endpoint endpoint = stores.endpointOf(domain);
        try (Clouds clouds = Pipeline.clouds(config.cloud());
                ManualRefresh refresh =
                        new ManualRefresh(domain, endpoint, clouds, config.rosters(), stores.database(), clock)) {
            ManualRefresh.Outcome outcome = refresh.run(user.map(UserKey::local));
            String problem = user.map(one -> problem(one, endpoint, outcome))
                    .orElseGet(() -> outcome.answer().flatMap(answer -> unreachable(endpoint, answer)))
                    .or(outcome::trouble)
                    .orElse(null);
            boolean gone = outcome.answer().filter(Answer.No.class::isInstance).isPresent();
            return new Refreshed(
                    stores.name(),
                    domain,
                    whose,
                    gone,
                    outcome.questions(),
                    outcome.ejabberd().orElse(null),
                    problem);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException("interrupted; try again");
        }
    }

    /** The reason why a roster was not refreshed. Removing a user that the cloud has deleted is not a problem. */
    private static Optional<String> problem(UserKey user, Endpoint endpoint, ManualRefresh.Outcome outcome) {
        if (outcome.trouble().isPresent()) {
            return Optional.empty();
        }
        return outcome.answer().isEmpty()
                ? Optional.of('"' + user.toString() + "\" is not a valid XMPP user")
                : outcome.answer()
                        .filter(answer ->
                                answer instanceof Answer.Unreachable || answer instanceof Answer.No && !outcome.known())
                        .map(answer -> refusal(user, endpoint, answer));
    }

    private Result result(List<Refreshed> all) {
        List<String> lines = all.stream()
                .filter(each -> each.problem == null)
                .map(each -> each.domain + ": " + Wording.count(each.questions, "request") + " to the cloud"
                        + (each.gone ? ", which no longer knows " + each.user : "") + "; the database "
                        + each.database
                        + " is up to date" + (each.ejabberd == null ? "" : "; in ejabberd: " + each.ejabberd))
                .toList();
        List<String> problems = all.stream()
                .filter(each -> each.problem != null)
                .map(each -> each.domain + ": " + each.problem)
                .toList();
        Object document = all.size() == 1 ? all.get(0) : all;
        return problems.isEmpty()
                ? Result.done(document, lines)
                : Result.done(document, lines).butFailed(String.join("; ", problems));
    }
}
