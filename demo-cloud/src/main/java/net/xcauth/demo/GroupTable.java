package net.xcauth.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.xcauth.demo.directory.UserGroup;

/**
 * Groups by id, in the order of their creation. Members and administrators are account keys. A {@code group} parameter
 * is an id or, if no group has that id, the display name of the oldest group with that name. Not thread-safe:
 * {@link DemoAccounts} synchronizes.
 */
final class GroupTable {

    private final Map<String, Row> rows = new LinkedHashMap<>();

    private static final class Row {
        private final String id;
        private final Set<String> members = new LinkedHashSet<>();
        private final Set<String> admins = new LinkedHashSet<>();
        private String name;

        Row(String id, String name) {
            this.id = id;
            this.name = Objects.requireNonNull(name);
        }

        UserGroup copy(UnaryOperator<String> idOf) {
            return new UserGroup(
                    id,
                    name,
                    members.stream().map(idOf).toList(),
                    admins.stream().map(idOf).toList());
        }
    }

    void add(String id, String name) {
        if (rows.putIfAbsent(id, new Row(id, name)) != null) {
            throw new IllegalArgumentException("group " + id + " already exists");
        }
    }

    void delete(String group) {
        rows.remove(existing(group).id);
    }

    void rename(String from, String to) {
        Row renamed = existing(from);
        if (!from.equals(to) && rows.values().stream().anyMatch(row -> row != renamed && row.name.equals(to))) {
            throw new IllegalArgumentException("group " + to + " already exists");
        }
        renamed.name = to;
    }

    /** Adds a member to the group, which is created with its id as its name if it does not exist. */
    void join(String member, String group) {
        find(group)
                .orElseGet(() -> {
                    add(group, group);
                    return rows.get(group);
                })
                .members
                .add(member);
    }

    void leave(String member, String group) {
        existing(group).members.remove(member);
    }

    void addAdmin(String admin, String group) {
        existing(group).admins.add(admin);
    }

    /** Removes an account from all groups. */
    void forget(String account) {
        rows.values().forEach(row -> {
            row.members.remove(account);
            row.admins.remove(account);
        });
    }

    /**
     * All groups.
     *
     * @param idOf maps an account's key to its id
     */
    List<UserGroup> all(UnaryOperator<String> idOf) {
        return rows.values().stream().map(row -> row.copy(idOf)).toList();
    }

    Optional<UserGroup> withId(String id, UnaryOperator<String> idOf) {
        return Optional.ofNullable(rows.get(id)).map(row -> row.copy(idOf));
    }

    /** The ids of the groups with this member. */
    List<String> withMember(String member) {
        return rows.values().stream()
                .filter(row -> row.members.contains(member))
                .map(row -> row.id)
                .toList();
    }

    /** The ids of the groups with this administrator. */
    List<String> withAdmin(String admin) {
        return rows.values().stream()
                .filter(row -> row.admins.contains(admin))
                .map(row -> row.id)
                .toList();
    }

    /** Everyone who shares a group with this user, the user included, and the display names of the shared groups. */
    Map<String, List<String>> sharedWith(String user) {
        Map<String, List<String>> shared = new LinkedHashMap<>();
        rows.values().stream()
                .filter(row -> row.members.contains(user))
                .forEach(row -> row.members.forEach(member ->
                        shared.computeIfAbsent(member, any -> new ArrayList<>()).add(row.name)));
        return shared;
    }

    private Optional<Row> find(String name) {
        return Optional.ofNullable(rows.get(name))
                .or(() -> rows.values().stream()
                        .filter(row -> row.name.equals(name))
                        .findFirst());
    }

    private Row existing(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("group " + name + " does not exist"));
    }
}
