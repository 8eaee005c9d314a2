package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.user.UserKey;

/** Rosters in the bridge's database. Lists are tab-separated, as in the Python program's tables. */
public final class JdbcRosters implements RosterStore {
    private static final String TAB = "\t";

    private final Database database;
    private final Tables tables;
    private final Revisions revisions;

    /**
     * @param database its tables must exist
     * @param clock    timestamps change notes for other processes
     */
    public JdbcRosters(Database database, Tables tables, Clock clock) {
        this.database = database;
        this.tables = tables;
        revisions = new Revisions(new Sql(tables), clock);
    }

    @Override
    public Optional<StoredRoster> roster(UserKey user) throws StoreException {
        return read(
                        "SELECT fullname, grouplist, responsehash, last_update FROM " + tables.roster()
                                + " WHERE jid = ?",
                        user.jid(),
                        row -> new StoredRoster(
                                Sql.text(row, 1),
                                Sql.list(Sql.text(row, 2)),
                                Sql.text(row, 3),
                                Timestamps.instant(row.getString(4))))
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Set<UserKey>> members(String group) throws StoreException {
        return read(
                        "SELECT userlist FROM " + tables.groups() + " WHERE groupname = ?",
                        group,
                        row -> users(Sql.text(row, 1)))
                .stream()
                .findFirst();
    }

    @Override
    public List<String> groups(String domain) throws StoreException {
        return read(
                "SELECT groupname FROM " + tables.groups() + Sql.like("groupname") + " ORDER BY groupname",
                Sql.endingWith('@' + domain),
                row -> row.getString(1));
    }

    @Override
    public Set<String> domains() throws StoreException {
        return Transactions.read(database, connection -> {
            Set<String> domains = new TreeSet<>();
            try (PreparedStatement statement = connection.prepareStatement("SELECT jid FROM " + tables.roster())) {
                ResultSet rows = statement.executeQuery();
                while (rows.next()) {
                    domains.add(UserKey.ofJid(Sql.text(rows, 1)).domain());
                }
            }
            domains.remove("");
            return domains;
        });
    }

    @Override
    public Forgotten forget(UserKey user) throws StoreException {
        return write(connection -> {
            long revision = revisions.next(connection);
            Map<String, Set<UserKey>> without = new LinkedHashMap<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT groupname, userlist FROM " + tables.groups() + Sql.like("groupname"))) {
                query.setString(1, Sql.endingWith('@' + user.domain()));
                ResultSet rows = query.executeQuery();
                while (rows.next()) {
                    Set<UserKey> members = users(Sql.text(rows, 2));
                    if (members.remove(user)) {
                        without.put(rows.getString(1), members);
                    }
                }
            }
            Set<String> notes = new HashSet<>(Set.of(RosterNote.of(user)));
            for (Map.Entry<String, Set<UserKey>> group : without.entrySet()) {
                update(
                        connection,
                        "UPDATE " + tables.groups() + " SET userlist = ? WHERE groupname = ?",
                        jids(group.getValue()),
                        group.getKey());
                notes.add(note(group.getKey()));
                distrust(connection, group.getValue(), notes);
            }
            update(connection, "DELETE FROM " + JdbcPushed.NAMES + " WHERE jid = ?", user.jid());
            // The Python program writes users as the server did, possibly with capitals.
            int forgotten = update(connection, "DELETE FROM " + tables.roster() + " WHERE LOWER(jid) = ?", user.jid());
            revisions.note(connection, notes, revision);
            return new Forgotten(forgotten, without.size());
        });
    }

    @Override
    public boolean forgetGroup(String group) throws StoreException {
        return write(connection -> {
                    long revision = revisions.next(connection);
                    Set<UserKey> members = new HashSet<>();
                    try (PreparedStatement query = connection.prepareStatement(
                            "SELECT userlist FROM " + tables.groups() + " WHERE groupname = ?")) {
                        query.setString(1, group);
                        ResultSet rows = query.executeQuery();
                        while (rows.next()) {
                            members.addAll(users(Sql.text(rows, 1)));
                        }
                    }
                    Set<String> notes = new HashSet<>(Set.of(note(group)));
                    distrust(connection, members, notes);
                    update(connection, "DELETE FROM " + JdbcPushed.PYTHON_GROUPS + " WHERE groupname = ?", group);
                    int forgotten =
                            update(connection, "DELETE FROM " + tables.groups() + " WHERE groupname = ?", group);
                    revisions.note(connection, notes, revision);
                    return forgotten;
                })
                > 0;
    }

    /** Makes the members' next rosters be read completely, even if the cloud gives the same answer as before. */
    private void distrust(Connection connection, Set<UserKey> members, Set<String> notes) throws SQLException {
        for (UserKey member : members) {
            update(connection, "UPDATE " + tables.roster() + " SET responsehash = NULL WHERE jid = ?", member.jid());
            notes.add(RosterNote.of(member));
        }
    }

    private static String note(String group) {
        int at = group.lastIndexOf('@');
        return RosterNote.of(group.substring(0, at), group.substring(at + 1));
    }

    @Override
    public Forgotten forgetDomain(String domain) throws StoreException {
        String pattern = Sql.endingWith('@' + domain);
        return write(connection -> {
            long revision = revisions.next(connection);
            update(connection, "DELETE FROM " + JdbcPushed.NAMES + Sql.like("jid"), pattern);
            update(connection, "DELETE FROM " + JdbcPushed.PYTHON_GROUPS + Sql.like("groupname"), pattern);
            Forgotten forgotten = new Forgotten(
                    update(connection, "DELETE FROM " + tables.roster() + Sql.like("jid"), pattern),
                    update(connection, "DELETE FROM " + tables.groups() + Sql.like("groupname"), pattern));
            revisions.note(connection, Set.of(RosterNote.ofAll(domain)), revision);
            return forgotten;
        });
    }

    private <T> List<T> read(String query, String parameter, Reader<T> reader) throws StoreException {
        return Transactions.read(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setString(1, parameter);
                ResultSet rows = statement.executeQuery();
                List<T> read = new ArrayList<>();
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
                return read;
            }
        });
    }

    private <T> T write(Database.Work<T> work) throws StoreException {
        return Transactions.write(database, work);
    }

    /** Converts a row. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static int update(Connection connection, String statement, String... parameters) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.length; i++) {
                update.setString(i + 1, parameters[i]);
            }
            return update.executeUpdate();
        }
    }

    private static String jids(Collection<UserKey> users) {
        return users.stream().map(UserKey::jid).sorted().collect(Collectors.joining(TAB));
    }

    private static Set<UserKey> users(String jids) {
        Set<UserKey> users = new LinkedHashSet<>();
        Sql.list(jids).forEach(jid -> users.add(UserKey.ofJid(jid)));
        return users;
    }
}
