package net.xcauth.bridge.tool;

import java.util.ArrayList;
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
import net.xcauth.core.roster.SharedRoster;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.UserKey;
import org.jspecify.annotations.Nullable;

/** The differences between a user's roster in the cloud and the groups in the database and in ejabberd. */
final class RosterDiff {
    private final Config config;
    private final Stores stores;

    RosterDiff(Config config, Stores stores) {
        this.config = config;
        this.stores = stores;
    }

    private record Difference(
            String group,
            String where,
            Set<String> missing,
            Set<String> left,
            @Nullable String note) {}

    private record Compared(String user, List<String> places, List<Difference> differences) {}

    /** @param roster the roster in the cloud */
    Result compare(UserKey user, SharedRoster roster) throws ToolException, StoreException {
        List<Difference> differences = new ArrayList<>();
        List<String> places = new ArrayList<>();
        if (!stores.isMissing()) {
            places.add("the database " + stores.name());
            differences.addAll(inDatabase(user, byId(roster)));
        }
        if (config.rosters().ejabberd().isPresent()) {
            try (Ejabberd ejabberd = Ejabberd.of(config.rosters().ejabberd().get())) {
                places.add("ejabberd at " + ejabberd.name());
                differences.addAll(inEjabberd(user, byId(roster), ejabberd));
            } catch (EjabberdException e) {
                throw new ToolException(e.getMessage());
            }
        }
        if (places.isEmpty()) {
            throw new ToolException("there is nothing to compare with: neither a database nor ejabberd is configured");
        }
        Compared document = new Compared(user.toString(), places, differences);
        List<String> lines = differences.stream().map(RosterDiff::line).toList();
        return differences.isEmpty()
                ? Result.done(
                        document,
                        "the cloud's roster of " + user + " is the same in " + String.join(" and in ", places))
                : Result.done(document, lines)
                        .butFailed("the roster of " + user + " differs from the cloud; xcauth roster refresh " + user
                                + " updates it, and so does a running bridge at its next refresh");
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

    private List<Difference> inDatabase(UserKey user, Map<String, Set<String>> wanted) throws StoreException {
        var stored = stores.directory().load(user.domain());
        Map<String, Set<String>> groups = new TreeMap<>();
        stored.groups().forEach((id, group) -> {
            if (group.members().contains(user)) {
                groups.put(
                        id,
                        group.members().stream().map(UserKey::local).collect(Collectors.toCollection(TreeSet::new)));
            }
        });
        List<Difference> differences = new ArrayList<>();
        wanted.forEach((id, members) -> compare(id, "the database", members, groups.getOrDefault(id, Set.of()), null)
                .ifPresent(differences::add));
        groups.keySet().stream()
                .filter(id -> !wanted.containsKey(id))
                .forEach(id ->
                        differences.add(new Difference(id, "the database", Set.of(), Set.of(user.local()), null)));
        return differences;
    }

    private static Map<String, Set<String>> byId(SharedRoster roster) {
        return roster.groups().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().id(), Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    private List<Difference> inEjabberd(UserKey user, Map<String, Set<String>> wanted, Ejabberd ejabberd)
            throws EjabberdException, StoreException {
        List<Difference> differences = new ArrayList<>();
        Set<String> known = new TreeSet<>(wanted.keySet());
        if (!stores.isMissing()) {
            known.addAll(stores.directory().load(user.domain()).groups().keySet());
        }
        GroupIds ids = new GroupIds(known);
        Set<String> left = new TreeSet<>(ejabberd.groups(user.domain()));
        for (Map.Entry<String, Set<String>> group : wanted.entrySet()) {
            // Groups created by earlier releases keep their id.
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
                            info.exists() && !info.isOurs() ? "not created by xcauth, so it is not changed" : null)
                    .ifPresent(differences::add);
        }
        for (String id : left) {
            if (ejabberd.info(id, user.domain()).isOurs()
                    && members(id, user.domain(), ejabberd).contains(user.local())) {
                differences.add(
                        new Difference(ids.group(id).orElse(id), "ejabberd", Set.of(), Set.of(user.local()), null));
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
            String id, String where, Set<String> wanted, Set<String> there, @Nullable String note) {
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
}
