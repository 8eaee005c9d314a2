package net.xcauth.core.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.xcauth.core.user.UserKey;

/**
 * Passwords and existence in a database.
 *
 * <p>Whoever writes takes the next revision first, and with it the lock that makes writers queue up: so revisions are
 * committed in order, and a reader that has seen one has seen all before it.
 */
public final class JdbcUsers implements UserStore {
    /** What a key may be long in every database. Users with longer JIDs are not stored. */
    private static final int LONGEST_JID = 255;
    private static final String EVERYBODY = "*";

    private final Database database;
    private final Sql sql;
    private final Clock clock;

    /**
     * @param database whose tables exist
     * @param clock    stamps notes for other processes
     */
    public JdbcUsers(Database database, Tables tables, Clock clock) {
        this.database = database;
        this.sql = new Sql(tables);
        this.clock = clock;
    }

    @Override
    public Map<UserKey, StoredUser> load(Set<UserKey> users) throws StoreException {
        return Failures.read(database, connection -> {
            Map<UserKey, UserRows> known = rows(connection, users.stream().filter(user -> isStorable(user.jid()))
                    .collect(Collectors.toSet()));
            return users.stream().collect(Collectors.toMap(user -> user,
                    user -> known.getOrDefault(user, new UserRows()).stored()));
        });
    }

    @Override
    public Map<UserKey, StoredExistence> present() throws StoreException {
        return Failures.read(database, connection -> {
            Map<UserKey, StoredExistence> present = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement(sql.present())) {
                ResultSet found = query.executeQuery();
                while (found.next()) {
                    UserRows row = new UserRows();
                    row.setExistence(found);
                    present.put(UserKey.ofJid(found.getString(1)), row.existence());
                }
            }
            return present;
        });
    }

    @Override
    public void apply(List<Change> changes, int passwordsPerUser) throws StoreException {
        Map<UserKey, List<Change>> byUser = new LinkedHashMap<>();
        for (Change change : changes) {
            if (isStorable(change.user().jid())) {
                byUser.computeIfAbsent(change.user(), absent -> new ArrayList<>()).add(change);
            }
        }
        Failures.write(database, connection -> {
            long revision = nextRevision(connection);
            Map<UserKey, UserRows> known = rows(connection, byUser.keySet());
            try (UserWriter writer = new UserWriter(connection, sql)) {
                for (Map.Entry<UserKey, List<Change>> entry : byUser.entrySet()) {
                    UserRows before = known.getOrDefault(entry.getKey(), new UserRows());
                    UserRows after = before.with(entry.getValue(), passwordsPerUser);
                    writer.write(entry.getKey().jid(), before, after);
                }
                writer.flush();
            }
            note(connection, noteworthy(byUser), revision);
            return null;
        });
    }

    /** What no database would take must not keep others from being stored. */
    private static boolean isStorable(String jid) {
        return jid.length() <= LONGEST_JID && jid.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(jid);
    }

    /** That a password was used is of no use to others: they count their own. */
    private static Set<String> noteworthy(Map<UserKey, List<Change>> byUser) {
        Set<String> jids = new HashSet<>();
        byUser.forEach((user, changes) -> {
            if (!changes.stream().allMatch(Change.Used.class::isInstance)) {
                jids.add(user.jid());
            }
        });
        return jids;
    }

    @Override
    public Changes changesSince(long revision) throws StoreException {
        return Failures.read(database, connection -> {
            long now = revision(connection);
            Set<UserKey> users = new HashSet<>();
            boolean all = false;
            if (now != revision) {
                try (PreparedStatement query = connection.prepareStatement(sql.changesSince())) {
                    query.setLong(1, revision);
                    ResultSet found = query.executeQuery();
                    while (found.next()) {
                        now = Math.max(now, found.getLong(2));
                        all |= found.getString(1).equals(EVERYBODY);
                        users.add(UserKey.ofJid(found.getString(1)));
                    }
                }
            }
            return new Changes(now, users, all || now < revision);
        });
    }

    @Override
    public long revision() throws StoreException {
        return Failures.read(database, this::revision);
    }

    @Override
    public Forgotten forget(Set<UserKey> users) throws StoreException {
        return Failures.write(database, connection -> {
            long revision = nextRevision(connection);
            int passwords = 0;
            int existences = 0;
            Set<String> jids = new HashSet<>();
            for (UserKey user : users) {
                passwords += update(connection, sql.deletePasswordsOf(), user.jid());
                existences += update(connection, sql.deleteUser(), user.jid());
                jids.add(user.jid());
            }
            note(connection, jids, revision);
            return new Forgotten(passwords, existences);
        });
    }

    @Override
    public int forgetPasswords() throws StoreException {
        return Failures.write(database, connection -> {
            long revision = nextRevision(connection);
            int forgotten = update(connection, sql.deletePasswordsLike(), "%");
            note(connection, Set.of(EVERYBODY), revision);
            return forgotten;
        });
    }

    @Override
    public Forgotten forgetDomain(String domain) throws StoreException {
        return forgetLike(Sql.endingWith('@' + domain));
    }

    @Override
    public Forgotten forgetEverybody() throws StoreException {
        return forgetLike("%");
    }

    private Forgotten forgetLike(String jids) throws StoreException {
        return Failures.write(database, connection -> {
            long revision = nextRevision(connection);
            Forgotten forgotten = new Forgotten(update(connection, sql.deletePasswordsLike(), jids),
                    update(connection, sql.deleteUsersLike(), jids));
            update(connection, sql.deleteChangesLike(), jids);
            note(connection, Set.of(EVERYBODY), revision);
            return forgotten;
        });
    }

    @Override
    public Forgotten prune(Instant verifiedBefore, Instant missingBefore, Instant changedBefore)
            throws StoreException {
        return Failures.write(database, connection -> {
            nextRevision(connection);
            update(connection, sql.deleteChangesBefore(), Times.text(changedBefore));
            return new Forgotten(update(connection, sql.deletePasswordsBefore(), Times.text(verifiedBefore)),
                    update(connection, sql.deleteMissingBefore(), Times.text(missingBefore)));
        });
    }

    private long nextRevision(Connection connection) throws SQLException {
        try (PreparedStatement next = connection.prepareStatement(sql.nextRevision())) {
            next.executeUpdate();
        }
        return revision(connection);
    }

    private long revision(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.revision())) {
            ResultSet found = query.executeQuery();
            if (!found.next()) {
                throw new SQLException("the table " + sql.tables().meta() + " has lost its revision");
            }
            return found.getLong(1);
        }
    }

    private void note(Connection connection, Set<String> jids, long revision) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(sql.deleteChange());
                PreparedStatement note = connection.prepareStatement(sql.insertChange())) {
            for (String jid : jids) {
                forget.setString(1, jid);
                forget.addBatch();
                note.setString(1, jid);
                note.setLong(2, revision);
                note.setString(3, Times.text(clock.instant()));
                note.addBatch();
            }
            if (!jids.isEmpty()) {
                forget.executeBatch();
                note.executeBatch();
            }
        }
    }

    private static int update(Connection connection, String statement, String parameter) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement)) {
            update.setString(1, parameter);
            return update.executeUpdate();
        }
    }

    /**
     * What is stored of these users. Databases differ in which texts they take for equal, and another user's password
     * must never be taken for this one's: so what comes back is looked up by what it says.
     */
    private Map<UserKey, UserRows> rows(Connection connection, Set<UserKey> users) throws SQLException {
        Map<String, UserRows> byJid = new HashMap<>();
        List<String> jids = users.stream().map(UserKey::jid).toList();
        Sql.inPortions(connection, sql.passwordsOf(), jids, found ->
                byJid.computeIfAbsent(found.getString(1), absent -> new UserRows()).addPassword(found));
        Sql.inPortions(connection, sql.existenceOf(), jids, found ->
                byJid.computeIfAbsent(found.getString(1), absent -> new UserRows()).setExistence(found));
        Map<UserKey, UserRows> rows = new HashMap<>();
        users.forEach(user -> Optional.ofNullable(byJid.get(user.jid())).ifPresent(row -> rows.put(user, row)));
        return rows;
    }
}
