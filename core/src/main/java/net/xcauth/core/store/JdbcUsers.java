package net.xcauth.core.store;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.user.UserKey;

/** Passwords and existence in a database, ordered by {@link Revisions}. */
public final class JdbcUsers implements UserStore {
    private static final long NOBODY = 0;
    /** Tokens issued by a server may be valid for weeks. */
    private static final Duration LONGEST_ISSUED = Duration.ofDays(60);

    private final Database database;
    private final Sql sql;
    private final Revisions revisions;
    private final Clock clock;
    /** Identifies this process among those that share the database. */
    private final long writer = new SecureRandom().nextLong(1, Long.MAX_VALUE);
    /** The revisions of this process's own cloud changes, after which it keeps what the new clouds have said. */
    private final Set<Long> ownClouds = ConcurrentHashMap.newKeySet();

    private volatile long seen;

    /**
     * @param database its tables must exist
     * @param clock    timestamps change notes for other processes
     */
    public JdbcUsers(Database database, Tables tables, Clock clock) {
        this.database = database;
        this.sql = new Sql(tables);
        this.revisions = new Revisions(sql, clock);
        this.clock = clock;
    }

    @Override
    public AccountStore accounts() {
        return new JdbcAccounts(database, sql.tables());
    }

    @Override
    public FailureStore failures() {
        return new JdbcFailures(database, sql.tables());
    }

    @Override
    public Map<UserKey, StoredUser> load(Set<UserKey> users) throws StoreException {
        return Transactions.read(database, connection -> {
            // First: everything stored at this revision is then included in what is read.
            long revision = revisions.current(connection);
            Map<UserKey, UserRows> known = rows(
                    connection,
                    users.stream().filter(user -> Sql.isStorable(user.jid())).collect(Collectors.toSet()));
            Map<String, String> clouds = clouds(connection, domains(users));
            return users.stream()
                    .collect(Collectors.toMap(
                            user -> user,
                            user -> known.getOrDefault(user, new UserRows())
                                    .stored(revision, Optional.ofNullable(clouds.get(user.domain())))));
        });
    }

    @Override
    public Map<UserKey, StoredExistence> present() throws StoreException {
        return Transactions.read(database, connection -> {
            Map<UserKey, StoredExistence> present = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement(sql.present())) {
                ResultSet found = query.executeQuery();
                while (found.next()) {
                    UserRows row = new UserRows();
                    row.setExistence(found);
                    present.put(
                            UserKey.ofJid(found.getString(1)), row.existence().orElseThrow());
                }
            }
            return present;
        });
    }

    @Override
    public Map<UserKey, Instant> missing() throws StoreException {
        return Transactions.read(database, connection -> {
            Map<UserKey, Instant> missing = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement(sql.missing())) {
                ResultSet found = query.executeQuery();
                while (found.next()) {
                    missing.put(UserKey.ofJid(found.getString(1)), Timestamps.instant(found.getString(2)));
                }
            }
            return missing;
        });
    }

    @Override
    public long countPresent(String domain) throws StoreException {
        return Transactions.read(database, connection -> {
            long[] count = new long[1];
            Sql.ofDomain(connection, sql.countPresent(), domain, row -> count[0] = row.getLong(1));
            return count[0];
        });
    }

    @Override
    public long apply(List<Change> changes, int passwordsPerUser, Map<String, String> clouds) throws StoreException {
        Map<UserKey, List<Change>> byUser = new LinkedHashMap<>();
        for (Change change : changes) {
            if (Sql.isStorable(change.user().jid())) {
                byUser.computeIfAbsent(change.user(), absent -> new ArrayList<>())
                        .add(change);
            }
        }
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            Map<String, String> used = clouds(connection, clouds.keySet());
            for (Map.Entry<String, String> cloud : clouds.entrySet()) {
                String other = used.putIfAbsent(cloud.getKey(), cloud.getValue());
                if (other == null && Sql.isStorable(cloud.getKey())) {
                    Sql.update(connection, sql.insertCloud(), cloud.getValue(), cloud.getKey());
                }
            }
            byUser.keySet()
                    .removeIf(user -> clouds.containsKey(user.domain())
                            && !clouds.get(user.domain()).equals(used.get(user.domain())));
            Map<UserKey, UserRows> known = rows(connection, byUser.keySet());
            try (UserWriter rows = new UserWriter(connection, sql, writer)) {
                for (Map.Entry<UserKey, List<Change>> entry : byUser.entrySet()) {
                    UserRows before = known.getOrDefault(entry.getKey(), new UserRows());
                    UserRows after = before.with(entry.getValue(), passwordsPerUser, revision);
                    rows.write(entry.getKey().jid(), before, after);
                }
                rows.flush();
            }
            revisions.note(connection, noteworthy(byUser), revision);
            return revision;
        });
    }

    /** Uses of passwords are not noted, since each process tracks its own. */
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
        return Transactions.read(database, connection -> {
            Changes changes = changesSince(connection, revision);
            seen = changes.revision();
            return changes;
        });
    }

    private Changes changesSince(Connection connection, long revision) throws SQLException {
        AtomicLong now = new AtomicLong(revisions.current(connection));
        Set<UserKey> users = new HashSet<>();
        AtomicBoolean all = new AtomicBoolean(now.get() < revision);
        if (now.get() != revision) {
            revisions.since(connection, revision, (key, at) -> {
                now.accumulateAndGet(at, Math::max);
                if (key.equals(Revisions.EVERYBODY)) {
                    all.compareAndSet(false, !ownClouds.contains(at));
                } else if (!RosterNote.is(key)) {
                    users.add(UserKey.ofJid(key));
                }
            });
        }
        return new Changes(now.get(), users, all.get());
    }

    @Override
    public long revision() throws StoreException {
        return Transactions.read(database, revisions::current);
    }

    @Override
    public Forgotten forget(Set<UserKey> users) throws StoreException {
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            int passwords = 0;
            int existences = 0;
            Set<String> jids = new HashSet<>();
            for (UserKey user : users) {
                passwords += Sql.update(connection, sql.deletePasswordsOf(), user.jid());
                Sql.update(connection, sql.deleteOrder(), user.jid());
                existences += Sql.update(connection, sql.deleteUser(), user.jid());
                Sql.update(connection, sql.deleteAccountOf(), user.account(), user.domain());
                jids.add(user.jid());
            }
            revisions.note(connection, jids, revision);
            return new Forgotten(passwords, existences);
        });
    }

    @Override
    public int forgetPasswords() throws StoreException {
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            int forgotten = Sql.update(connection, sql.deletePasswordsLike(), "%");
            endPairs(connection, revision, NOBODY, "%");
            revisions.note(connection, Set.of(Revisions.EVERYBODY), revision);
            return forgotten;
        });
    }

    @Override
    public Forgotten forgetDomain(String domain) throws StoreException {
        return forgetLike(Sql.endingWith('@' + domain), Sql.exactly(domain));
    }

    @Override
    public Forgotten forgetEverybody() throws StoreException {
        return forgetLike("%", "%");
    }

    private Forgotten forgetLike(String jids, String domains) throws StoreException {
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            Forgotten forgotten = new Forgotten(
                    Sql.update(connection, sql.deletePasswordsLike(), jids),
                    Sql.update(connection, sql.deleteUsersLike(), jids));
            Sql.update(connection, sql.deleteOrdersLike(), jids);
            Sql.update(connection, sql.deleteChangesLike(), jids);
            Sql.update(connection, sql.deleteAccountsLike(), domains);
            revisions.note(connection, Set.of(Revisions.EVERYBODY), revision);
            return forgotten;
        });
    }

    @Override
    public Optional<Forgotten> useCloud(String domain, String fingerprint) throws StoreException {
        if (!isOther(Transactions.read(database, connection -> cloud(connection, domain)), fingerprint)) {
            return Optional.empty();
        }
        return Transactions.write(database, connection -> {
            long revision = revisions.next(connection);
            if (!isOther(cloud(connection, domain), fingerprint)) {
                return Optional.empty();
            }
            // Unless another process has made a change that concerns everyone and that this process has not seen yet.
            if (!changesSince(connection, seen).all()) {
                ownClouds.add(revision);
            }
            String jids = Sql.endingWith('@' + domain);
            Forgotten forgotten = new Forgotten(
                    Sql.update(connection, sql.deletePasswordsLike(), jids),
                    Sql.update(connection, sql.deleteUsersLike(), jids));
            // This process learns from the new cloud only; what others have learned before is discarded.
            endPairs(connection, revision, writer, jids);
            Sql.update(connection, sql.forgetOthersLike(), jids);
            Sql.update(connection, sql.deleteRostersLike(), jids);
            Sql.update(connection, sql.deleteGroupsLike(), jids);
            Sql.update(connection, sql.deleteChangesLike(), jids);
            Sql.update(connection, sql.updateCloud(), fingerprint, domain);
            Sql.update(connection, sql.deleteUnusedAccounts(), fingerprint);
            revisions.note(connection, Set.of(Revisions.EVERYBODY), revision);
            return Optional.of(forgotten);
        });
    }

    private static boolean isOther(Optional<String> cloud, String fingerprint) {
        return cloud.filter(known -> !known.equals(fingerprint)).isPresent();
    }

    private Optional<String> cloud(Connection connection, String domain) throws SQLException {
        return Optional.ofNullable(clouds(connection, Set.of(domain)).get(domain));
    }

    private Map<String, String> clouds(Connection connection, Set<String> domains) throws SQLException {
        Map<String, String> clouds = new HashMap<>();
        Sql.inPortions(
                connection,
                sql.cloudsOf(),
                domains.stream().filter(Sql::isStorable).toList(),
                row -> clouds.put(row.getString(1), row.getString(2)));
        return clouds;
    }

    private static Set<String> domains(Set<UserKey> users) {
        return users.stream().map(UserKey::domain).collect(Collectors.toSet());
    }

    @Override
    public Forgotten prune(Instant verifiedBefore, Instant missingBefore, Instant changedBefore) throws StoreException {
        return Transactions.write(database, connection -> {
            revisions.next(connection);
            Sql.update(connection, sql.deleteChangesBefore(), Timestamps.text(changedBefore));
            int passwords = Sql.update(connection, sql.deletePasswordsBefore(), Timestamps.text(verifiedBefore));
            Sql.update(
                    connection,
                    sql.deleteOrdersBefore(),
                    Timestamps.text(clock.instant().minus(LONGEST_ISSUED)));
            return new Forgotten(
                    passwords, Sql.update(connection, sql.deleteMissingBefore(), Timestamps.text(missingBefore)));
        });
    }

    /**
     * Invalidates pairs, answers still to come to earlier queries, and anything issued to clients before.
     *
     * @param by the only process that this does not apply to, or {@link #NOBODY}
     */
    private void endPairs(Connection connection, long revision, long by, String jids) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql.endPairsLike())) {
            update.setLong(1, revision);
            update.setLong(2, by);
            update.setString(3, Timestamps.text(clock.instant()));
            update.setString(4, jids);
            update.executeUpdate();
        }
    }

    /**
     * The stored rows of these users. Databases differ in which strings they consider equal, and one user's password
     * must never be used for another. So rows are assigned by the key that they contain.
     */
    private Map<UserKey, UserRows> rows(Connection connection, Set<UserKey> users) throws SQLException {
        Map<String, UserRows> byJid = new HashMap<>();
        List<String> jids = users.stream().map(UserKey::jid).toList();
        Sql.inPortions(
                connection,
                sql.passwordsOf(),
                jids,
                found -> byJid.computeIfAbsent(found.getString(1), absent -> new UserRows())
                        .addPassword(found));
        Sql.inPortions(
                connection,
                sql.existenceOf(),
                jids,
                found -> byJid.computeIfAbsent(found.getString(1), absent -> new UserRows())
                        .setExistence(found));
        Sql.inPortions(
                connection,
                sql.orderOf(),
                jids,
                found -> byJid.computeIfAbsent(found.getString(1), absent -> new UserRows())
                        .setOrder(found, writer));
        Map<UserKey, UserRows> rows = new HashMap<>();
        users.forEach(user -> Optional.ofNullable(byJid.get(user.jid())).ifPresent(row -> rows.put(user, row)));
        return rows;
    }
}
