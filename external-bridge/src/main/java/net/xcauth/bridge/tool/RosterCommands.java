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
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.ejabberd.Ejabberd;
import net.xcauth.bridge.ejabberd.EjabberdException;
import net.xcauth.bridge.ejabberd.GroupIds;
import net.xcauth.bridge.roster.RefreshByHand;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.roster.GroupName;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.SharedRoster;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.text.Text;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.LocalParts;
import net.xcauth.core.user.UserKey;

/** What shared rosters are, where they differ, and bringing them up to date. */
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

    private record Difference(String group, String where, Set<String> missing, Set<String> left, String note) {}

    private record Compared(String user, List<String> places, List<Difference> differences) {}

    private record Refreshed(
            String database,
            String domain,
            String user,
            boolean gone,
            int questions,
            String ejabberd,
            String problem) {}

    /** Asks the cloud, and explains its answer. */
    Result show(Arguments given) throws ToolException, StoreException {
        UserKey user = given.user(0);
        Endpoint endpoint = endpoint(user.domain());
        SharedRoster roster = ask(user, endpoint);
        Table table = new Table("group", "user", "full name");
        List<Group> groups = new ArrayList<>();
        sorted(roster).forEach((name, members) -> {
            List<Member> shown = new TreeSet<>(members)
                    .stream()
                            .map(member -> new Member(member, roster.fullNames().getOrDefault(member, "")))
                            .toList();
            groups.add(new Group(name.id(), name.text(), shown));
            shown.forEach(member -> table.row(
                    name.text().equals(name.id()) ? name.id() : name.text() + " (" + name.id() + ')',
                    member.user,
                    member.name));
        });
        List<String> lines = new ArrayList<>();
        lines.add(
                groups.isEmpty()
                        ? user + " is in no group of the cloud at " + endpoint.url() + " that counts"
                        : user + " is in " + Counted.of(groups.size(), "group") + " of the cloud at " + endpoint.url()
                                + ":");
        if (!groups.isEmpty()) {
            lines.addAll(table.lines());
        }
        roster.skipped().forEach((group, why) -> lines.add("not shown: the group \"" + group + "\", " + why));
        roster.unmappable()
                .forEach(account ->
                        lines.add("left out: the account \"" + account + "\", which cannot be an XMPP user"));
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

    private Endpoint endpoint(String domain) throws ToolException, StoreException {
        return new CloudPlaces(config, stores)
                .of(domain)
                .map(CloudPlaces.Place::endpoint)
                .orElseThrow(() -> ToolException.failed(
                        "domain \"" + domain + "\": " + Cause.NO_ENDPOINT.text() + ". " + Cause.NO_ENDPOINT.remedy()));
    }

    private SharedRoster ask(UserKey user, Endpoint endpoint) throws ToolException {
        try (Clouds clouds = Pipeline.clouds(config.cloud())) {
            AccountNames names = endpoint.names(user.domain());
            Answer<CloudRoster> answer = clouds.sharedRoster(endpoint, names.accountOf(user.account()))
                    .join();
            if (answer instanceof Answer.Yes<CloudRoster> yes) {
                return new RosterReader(names, config.rosters().rules(), LocalParts::prepared).read(yes.value());
            }
            throw ToolException.failed(complaint(user, endpoint, answer));
        } catch (IllegalArgumentException e) {
            throw ToolException.failed(e.getMessage());
        }
    }

    /** @param answer other than a yes */
    private static String complaint(UserKey user, Endpoint endpoint, Answer<CloudRoster> answer) {
        return unreachable(endpoint, answer)
                .orElseGet(() -> "the cloud at " + endpoint.url() + " does not know \"" + user
                        + "\"; look at how it is written");
    }

    private static Optional<String> unreachable(Endpoint endpoint, Answer<CloudRoster> answer) {
        return answer instanceof Answer.Unreachable<CloudRoster> unreachable
                ? Optional.of(endpoint.url() + ": " + unreachable.cause().text() + ": " + unreachable.detail() + ". "
                        + unreachable.cause().remedy())
                : Optional.empty();
    }

    /** Asks the cloud, and says where database and ejabberd have something else. */
    Result diff(Arguments given) throws ToolException, StoreException {
        UserKey user = given.user(0);
        SharedRoster roster = ask(user, endpoint(user.domain()));
        List<Difference> differences = new ArrayList<>();
        List<String> places = new ArrayList<>();
        if (!stores.isMissing()) {
            places.add("the database " + stores.name());
            differences.addAll(inDatabase(user, roster));
        }
        if (config.rosters().ejabberd().isPresent()) {
            try (Ejabberd ejabberd = Ejabberd.of(config.rosters().ejabberd().get())) {
                places.add("ejabberd at " + ejabberd.name());
                differences.addAll(inEjabberd(user, roster, ejabberd));
            } catch (EjabberdException e) {
                throw ToolException.failed(e.getMessage());
            }
        }
        if (places.isEmpty()) {
            throw ToolException.failed(
                    "there is nothing to compare with: neither a database nor ejabberd is configured");
        }
        Compared document = new Compared(user.toString(), places, differences);
        List<String> lines = differences.stream().map(RosterCommands::line).toList();
        return differences.isEmpty()
                ? Result.done(
                        document, "the roster of " + user + " is the cloud's in " + String.join(" and in ", places))
                : Result.done(document, lines)
                        .butFailed("the roster of " + user + " differs from the cloud's; xcauth roster " + "refresh "
                                + user + " brings it up to date, and a running bridge does by itself");
    }

    private static String line(Difference difference) {
        List<String> parts = new ArrayList<>();
        if (!difference.missing.isEmpty()) {
            parts.add("lacks " + String.join(", ", difference.missing));
        }
        if (!difference.left.isEmpty()) {
            parts.add("still has " + String.join(", ", difference.left));
        }
        if (difference.note != null) {
            parts.add(difference.note);
        }
        return "group \"" + difference.group + "\" in " + difference.where + ": " + String.join("; ", parts);
    }

    private List<Difference> inDatabase(UserKey user, SharedRoster roster) throws StoreException {
        var stored = stores.directory().load(user.domain());
        Map<String, Set<String>> groups = new TreeMap<>();
        stored.groups().forEach((id, group) -> {
            if (group.members().contains(user)) {
                groups.put(
                        id,
                        group.members().stream()
                                .map(RosterCommands::local)
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        });
        Map<String, Set<String>> wanted = wanted(roster);
        List<Difference> differences = new ArrayList<>();
        wanted.forEach((id, members) -> compare(id, "the database", members, groups.getOrDefault(id, Set.of()), null)
                .ifPresent(differences::add));
        groups.keySet().stream()
                .filter(id -> !wanted.containsKey(id))
                .forEach(
                        id -> differences.add(new Difference(id, "the database", Set.of(), Set.of(local(user)), null)));
        return differences;
    }

    private static String local(UserKey user) {
        String jid = user.jid();
        return jid.substring(0, jid.lastIndexOf('@'));
    }

    private static Map<String, Set<String>> wanted(SharedRoster roster) {
        return roster.groups().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().id(), Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    private List<Difference> inEjabberd(UserKey user, SharedRoster roster, Ejabberd ejabberd)
            throws EjabberdException, StoreException {
        List<Difference> differences = new ArrayList<>();
        Map<String, Set<String>> wanted = wanted(roster);
        Set<String> known = new TreeSet<>(wanted.keySet());
        if (!stores.isMissing()) {
            known.addAll(stores.directory().load(user.domain()).groups().keySet());
        }
        GroupIds ids = new GroupIds(known);
        Set<String> left = new TreeSet<>(ejabberd.groups(user.domain()));
        for (Map.Entry<String, Set<String>> group : wanted.entrySet()) {
            // An id of an earlier release stays.
            String id = left.contains(ids.id(group.getKey())) || !left.contains(group.getKey())
                    ? ids.id(group.getKey())
                    : group.getKey();
            left.remove(id);
            Ejabberd.GroupInfo info = ejabberd.info(id, user.domain());
            compare(
                            group.getKey(),
                            "ejabberd",
                            group.getValue(),
                            members(id, user.domain(), ejabberd),
                            info.exists() && !info.isOurs() ? "not created by xcauth, so it stays as it is" : null)
                    .ifPresent(differences::add);
        }
        for (String id : left) {
            if (ejabberd.info(id, user.domain()).isOurs()
                    && members(id, user.domain(), ejabberd).contains(local(user))) {
                differences.add(
                        new Difference(ids.group(id).orElse(id), "ejabberd", Set.of(), Set.of(local(user)), null));
            }
        }
        return differences;
    }

    private static Set<String> members(String id, String domain, Ejabberd ejabberd) throws EjabberdException {
        return ejabberd.members(id, domain).stream()
                .map(jid -> jid.endsWith('@' + domain) ? jid.substring(0, jid.length() - domain.length() - 1) : jid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Difference> compare(
            String id, String where, Set<String> wanted, Set<String> there, String note) {
        Set<String> missing = without(wanted, there);
        Set<String> left = without(there, wanted);
        return missing.isEmpty() && left.isEmpty() && note == null
                ? Optional.empty()
                : Optional.of(new Difference(id, where, missing, left, note));
    }

    private static Set<String> without(Set<String> members, Set<String> others) {
        Set<String> rest = new TreeSet<>(members);
        rest.removeAll(others);
        return rest;
    }

    /** Brings database and ejabberd up to date. */
    Result refresh(Arguments given) throws ToolException, StoreException {
        if (given.has(0)) {
            UserKey user = given.user(0);
            return result(List.of(refresh(user.domain(), Optional.of(user))));
        }
        List<Refreshed> all = new ArrayList<>();
        for (String domain : stores.rosters().domains()) {
            if (new CloudPlaces(config, stores).of(domain).isPresent()) {
                all.add(refresh(domain, Optional.empty()));
            }
        }
        return all.isEmpty()
                ? Result.done(
                        all,
                        "the database " + stores.name() + " has no rosters yet; they are built at "
                                + "users' first logins")
                : result(all);
    }

    private Refreshed refresh(String domain, Optional<UserKey> user) throws ToolException, StoreException {
        String whose = user.map(UserKey::toString).orElse(null);
        Endpoint endpoint = endpoint(domain);
        try (Clouds clouds = Pipeline.clouds(config.cloud());
                RefreshByHand refresh =
                        new RefreshByHand(domain, endpoint, clouds, config.rosters(), stores.database(), clock)) {
            RefreshByHand.Outcome outcome = refresh.run(user.map(RosterCommands::local));
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
        } catch (IllegalArgumentException e) {
            throw ToolException.failed(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.failed("interrupted; repeat it");
        }
    }

    /** Why the one user's roster could not be refreshed. Whom the cloud has deleted is taken out, which is no problem. */
    private static Optional<String> problem(UserKey user, Endpoint endpoint, RefreshByHand.Outcome outcome) {
        if (outcome.trouble().isPresent()) {
            return Optional.empty();
        }
        return outcome.answer().isEmpty()
                ? Optional.of('"' + user.toString() + "\" cannot be an XMPP user")
                : outcome.answer()
                        .filter(answer ->
                                answer instanceof Answer.Unreachable || answer instanceof Answer.No && !outcome.known())
                        .map(answer -> complaint(user, endpoint, answer));
    }

    private Result result(List<Refreshed> all) {
        List<String> lines = all.stream()
                .filter(each -> each.problem == null)
                .map(each -> "asked the cloud of "
                        + each.domain + ' ' + Counted.of(each.questions, "question")
                        + (each.gone ? "; it does not know " + each.user + " any more" : "") + "; the database "
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
