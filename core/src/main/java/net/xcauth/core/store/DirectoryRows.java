package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.user.UserKey;

/** The rows of users' rosters and of groups. Lists are tab-separated, as in the Python program's tables. */
final class DirectoryRows {
    private static final String TAB = "\t";
    private static final String USERS = "SELECT jid, fullname, grouplist, responsehash, last_update FROM ";
    private static final String GROUPS = "SELECT groupname, displayname, userlist FROM ";

    private final Tables tables;

    DirectoryRows(Tables tables) {
        this.tables = tables;
    }

    Map<UserKey, StoredRoster> users(Connection connection, String domain) throws SQLException {
        Map<UserKey, StoredRoster> users = new HashMap<>();
        Sql.ofDomain(connection, USERS + tables.roster() + Sql.like("jid"), domain, row -> {
            String jid = row.getString(1);
            UserKey user = UserKey.ofJid(jid);
            // The Python program writes users as the server did, possibly with capitals.
            if (jid.equals(user.jid()) || !users.containsKey(user)) {
                users.put(user, roster(row));
            }
        });
        return users;
    }

    Map<String, StoredGroup> groups(Connection connection, String domain) throws SQLException {
        Map<String, StoredGroup> groups = new HashMap<>();
        Sql.ofDomain(
                connection,
                GROUPS + tables.groups() + Sql.like("groupname"),
                domain,
                row -> groups.put(withoutDomain(row.getString(1), domain), group(row)));
        return groups;
    }

    Map<UserKey, StoredRoster> users(Connection connection, Set<UserKey> some) throws SQLException {
        Map<UserKey, StoredRoster> users = new HashMap<>();
        Sql.inPortions(
                connection,
                USERS + tables.roster() + Sql.in("jid"),
                some.stream().map(UserKey::jid).toList(),
                row -> users.put(UserKey.ofJid(row.getString(1)), roster(row)));
        users.keySet().retainAll(some);
        return users;
    }

    Map<String, StoredGroup> groups(Connection connection, Set<String> ids, String domain) throws SQLException {
        Map<String, StoredGroup> groups = new HashMap<>();
        Sql.inPortions(
                connection,
                GROUPS + tables.groups() + Sql.in("groupname"),
                ids.stream().map(id -> id + '@' + domain).toList(),
                row -> groups.put(withoutDomain(row.getString(1), domain), group(row)));
        groups.keySet().retainAll(ids);
        return groups;
    }

    private static StoredRoster roster(ResultSet row) throws SQLException {
        return new StoredRoster(
                Sql.text(row, 2), Sql.list(Sql.text(row, 3)), Sql.text(row, 4), Timestamps.instant(row.getString(5)));
    }

    private static StoredGroup group(ResultSet row) throws SQLException {
        return new StoredGroup(
                Sql.text(row, 2),
                Sql.list(Sql.text(row, 3)).stream().map(UserKey::ofJid).collect(Collectors.toSet()));
    }

    static String withoutDomain(String group, String domain) {
        return group.substring(0, group.length() - domain.length() - 1);
    }

    /** The keys of these users' rows. The Python program writes users as the server did, possibly with capitals. */
    List<String> jids(Connection connection, Predicate<UserKey> users) throws SQLException {
        List<String> jids = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT jid FROM " + tables.roster())) {
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                String jid = Sql.text(rows, 1);
                if (users.test(UserKey.ofJid(jid))) {
                    jids.add(jid);
                }
            }
        }
        return jids;
    }

    void putUsers(Connection connection, Map<UserKey, StoredRoster> users) throws SQLException {
        KeyedRow.put(
                connection,
                tables.roster(),
                "jid",
                List.of("fullname", "grouplist", "responsehash", "last_update"),
                users.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static KeyedRow row(UserKey user, StoredRoster roster) {
        return new KeyedRow(
                user.jid(),
                roster.name(),
                String.join(TAB, roster.groups()),
                roster.hash(),
                Timestamps.text(roster.updated()));
    }

    void putGroups(Connection connection, Map<String, StoredGroup> groups, String domain) throws SQLException {
        KeyedRow.put(
                connection,
                tables.groups(),
                "groupname",
                List.of("displayname", "userlist"),
                groups.entrySet().stream()
                        .map(entry -> new KeyedRow(
                                entry.getKey() + '@' + domain,
                                entry.getValue().text(),
                                list(entry.getValue().members())))
                        .toList());
    }

    private static String list(Set<UserKey> users) {
        return users.stream().map(UserKey::jid).sorted().collect(Collectors.joining(TAB));
    }

    /** Makes these users' next rosters be read completely, even if the cloud gives the same answer as before. */
    void distrust(Connection connection, Set<UserKey> users) throws SQLException {
        KeyedRow.batch(
                connection,
                "UPDATE " + tables.roster() + " SET responsehash = NULL WHERE jid = ?",
                users.stream().map(user -> new KeyedRow(user.jid())).toList());
    }

    /** Removes a user from all groups; returns the remaining members of each of these groups, by {@code id@domain}. */
    Map<String, Set<UserKey>> removeFromGroups(Connection connection, UserKey user) throws SQLException {
        Map<String, Set<UserKey>> without = new HashMap<>();
        Sql.ofDomain(connection, GROUPS + tables.groups() + Sql.like("groupname"), user.domain(), row -> {
            Set<UserKey> members = new HashSet<>(group(row).members());
            if (members.remove(user)) {
                without.put(row.getString(1), members);
            }
        });
        KeyedRow.batch(
                connection,
                "UPDATE " + tables.groups() + " SET userlist = ? WHERE groupname = ?",
                without.entrySet().stream()
                        .map(group -> new KeyedRow(group.getKey(), list(group.getValue())))
                        .toList());
        return without;
    }

    void deleteUsers(Connection connection, Set<UserKey> users) throws SQLException {
        KeyedRow.delete(
                connection,
                tables.roster(),
                "jid",
                users.stream().map(UserKey::jid).toList());
    }

    /** Deletes users in any spelling; returns the number of users who were stored. */
    int deleteUsers(Connection connection, Predicate<UserKey> users) throws SQLException {
        List<String> jids = jids(connection, users);
        KeyedRow.delete(connection, tables.roster(), "jid", jids);
        return (int) jids.stream().map(UserKey::ofJid).distinct().count();
    }

    void deleteGroups(Connection connection, Set<String> ids, String domain) throws SQLException {
        KeyedRow.delete(
                connection,
                tables.groups(),
                "groupname",
                ids.stream().map(id -> id + '@' + domain).toList());
    }
}
