package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.store.DirectoryStore.StoredGroup;
import net.xcauth.core.store.DirectoryStore.StoredRoster;
import net.xcauth.core.user.UserKey;

/**
 * Users and groups in a database. Changes are written in a few batches, ordered by {@link Revisions}. Lists are tab-separated.
 */
public final class JdbcDirectory implements DirectoryStore {
    private static final String TAB = "\t";
    private static final String USERS = "SELECT jid, fullname, grouplist, responsehash, last_update FROM ";
    private static final String GROUPS = "SELECT groupname, displayname, userlist FROM ";
    /** Change notes are kept twice as long. */
    private static final Duration NOTES_TRUSTED = Duration.ofMinutes(30);

    private final Database database;
    private final Tables tables;
    private final Optional<StoredClouds> clouds;
    private final Revisions revisions;
    private final Clock clock;

    /**
     * @param database its tables must exist, and the one of groups must have a column {@code displayname}
     * @param clock    timestamps change notes for other processes
     */
    public JdbcDirectory(Database database, Tables tables, Clock clock) {
        this(database, tables, Optional.empty(), clock);
    }

    /**
     * A directory of domains whose cloud may have changed.
     *
     * @param clouds claims a domain before it is loaded
     */
    public JdbcDirectory(Database database, Tables tables, Optional<StoredClouds> clouds, Clock clock) {
        this.database = database;
        this.tables = tables;
        this.clouds = clouds;
        this.clock = clock;
        revisions = new Revisions(new Sql(tables), clock);
    }

    @Override
    public Others changesSince(String domain, Position since) throws StoreException {
        if (clouds.isPresent() && since.cloud().isEmpty()) {
            clouds.get().claim(domain);
        }
        // The revision first: everything stored at it is then included in what is read.
        return Transactions.read(
                database,
                connection -> isOfCloud(connection, domain, since)
                        ? others(connection, domain, since, position(domain, revisions.current(connection)))
                        : Others.none(since));
    }

    @Override
    public Position store(String domain, Position since, Function<Others, Learned> learn) throws StoreException {
        return Transactions.write(database, connection -> {
            Position own = position(domain, revisions.next(connection));
            if (!isOfCloud(connection, domain, since)) {
                Learned unused = learn.apply(Others.none(since));
                return since;
            }
            write(
                    connection,
                    domain,
                    learn.apply(others(connection, domain, since, position(domain, own.revision() - 1))),
                    own.revision());
            return own;
        });
    }

    private Position position(String domain, long revision) {
        return new Position(revision, cloud(domain), clock.instant());
    }

    private String cloud(String domain) {
        return clouds.flatMap(each -> each.current(domain)).orElse("");
    }

    /**
     * False if another cloud serves the domain now, according to this process or another: what the former cloud has said is neither
     * stored nor compared.
     */
    private boolean isOfCloud(Connection connection, String domain, Position since) throws SQLException {
        String here = cloud(domain);
        Set<String> stored = new HashSet<>();
        if (!here.isEmpty()) {
            Sql.inPortions(
                    connection, new Sql(tables).cloudsOf(), List.of(domain), row -> stored.add(row.getString(2)));
        }
        return (since.cloud().isEmpty() || since.cloud().equals(here)) && (stored.isEmpty() || stored.contains(here));
    }

    private Others others(Connection connection, String domain, Position since, Position now) throws SQLException {
        Set<UserKey> users = new HashSet<>();
        Set<String> groups = new HashSet<>();
        AtomicBoolean all = new AtomicBoolean(since.revision() < 0
                || now.revision() < since.revision()
                || since.looked().isBefore(now.looked().minus(NOTES_TRUSTED)));
        if (!all.get() && now.revision() != since.revision()) {
            revisions.since(
                    connection,
                    since.revision(),
                    (key, at) -> RosterNote.read(key, domain, users::add, groups::add, () -> all.set(true)));
        }
        if (all.get()) {
            Directory everything = new Directory(users(connection, domain), groups(connection, domain));
            return new Others(
                    everything, everything.users().keySet(), everything.groups().keySet(), true, now);
        }
        return new Others(
                new Directory(users(connection, users), groups(connection, groups, domain)), users, groups, false, now);
    }

    private void write(Connection connection, String domain, Learned learned, long revision) throws SQLException {
        List<Row> users = learned.changed().users().entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .filter(Row::isStorable)
                .toList();
        List<Row> groups = learned.changed().groups().entrySet().stream()
                .map(entry -> row(entry.getKey() + '@' + domain, entry.getValue()))
                .filter(Row::isStorable)
                .toList();
        put(connection, tables.roster(), "jid", List.of("fullname", "grouplist", "responsehash", "last_update"), users);
        put(connection, tables.groups(), "groupname", List.of("displayname", "userlist"), groups);
        delete(
                connection,
                tables.roster(),
                "jid",
                learned.goneUsers().stream().map(UserKey::jid).toList());
        delete(
                connection,
                tables.groups(),
                "groupname",
                learned.goneGroups().stream().map(group -> group + '@' + domain).toList());
        Set<String> notes = new HashSet<>();
        Stream.concat(learned.changed().users().keySet().stream(), learned.goneUsers().stream())
                .forEach(user -> notes.add(RosterNote.of(user)));
        Stream.concat(learned.changed().groups().keySet().stream(), learned.goneGroups().stream())
                .forEach(group -> notes.add(RosterNote.of(group, domain)));
        revisions.note(connection, notes.stream().filter(Sql::isStorable).toList(), revision);
    }

    private Map<UserKey, StoredRoster> users(Connection connection, String domain) throws SQLException {
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

    private Map<String, StoredGroup> groups(Connection connection, String domain) throws SQLException {
        Map<String, StoredGroup> groups = new HashMap<>();
        Sql.ofDomain(
                connection,
                GROUPS + tables.groups() + Sql.like("groupname"),
                domain,
                row -> groups.put(withoutDomain(row.getString(1), domain), group(row)));
        return groups;
    }

    private Map<UserKey, StoredRoster> users(Connection connection, Set<UserKey> some) throws SQLException {
        Map<UserKey, StoredRoster> users = new HashMap<>();
        Sql.inPortions(
                connection,
                USERS + tables.roster() + Sql.in("jid"),
                some.stream().map(UserKey::jid).toList(),
                row -> users.put(UserKey.ofJid(row.getString(1)), roster(row)));
        users.keySet().retainAll(some);
        return users;
    }

    private static StoredRoster roster(ResultSet row) throws SQLException {
        return new StoredRoster(
                Sql.text(row, 2), Sql.list(Sql.text(row, 3)), Sql.text(row, 4), Timestamps.instant(row.getString(5)));
    }

    private Map<String, StoredGroup> groups(Connection connection, Set<String> ids, String domain) throws SQLException {
        Map<String, StoredGroup> groups = new HashMap<>();
        Sql.inPortions(
                connection,
                GROUPS + tables.groups() + Sql.in("groupname"),
                ids.stream().map(id -> id + '@' + domain).toList(),
                row -> groups.put(withoutDomain(row.getString(1), domain), group(row)));
        groups.keySet().retainAll(ids);
        return groups;
    }

    private static StoredGroup group(ResultSet row) throws SQLException {
        return new StoredGroup(
                Sql.text(row, 2),
                Sql.list(Sql.text(row, 3)).stream().map(UserKey::ofJid).collect(Collectors.toSet()));
    }

    private static Row row(UserKey user, StoredRoster roster) {
        return new Row(
                user.jid(),
                roster.name(),
                String.join(TAB, roster.groups()),
                roster.hash(),
                Timestamps.text(roster.updated()));
    }

    private static Row row(String group, StoredGroup stored) {
        return new Row(
                group,
                stored.text(),
                stored.members().stream().map(UserKey::jid).sorted().collect(Collectors.joining(TAB)));
    }

    /** A row's key and values. */
    private record Row(String key, List<String> values) {
        Row(String key, String... values) {
            this(key, Arrays.asList(values));
        }

        boolean isStorable() {
            return Sql.isStorable(key);
        }
    }

    /** Stores values by key in one column. */
    static void put(
            Connection connection, String table, String key, String column, List<Map.Entry<String, String>> values)
            throws SQLException {
        put(
                connection,
                table,
                key,
                List.of(column),
                values.stream()
                        .map(entry -> new Row(entry.getKey(), entry.getValue()))
                        .filter(Row::isStorable)
                        .toList());
    }

    /** Updates existing rows and inserts the others, because no upsert statement works on all databases. */
    private static void put(Connection connection, String table, String key, List<String> columns, List<Row> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Set<String> there = new HashSet<>();
        Sql.inPortions(
                connection,
                Sql.keysIn(table, key),
                rows.stream().map(Row::key).toList(),
                row -> there.add(row.getString(1)));
        String assignments = columns.stream().map(column -> column + " = ?").collect(Collectors.joining(", "));
        String marks = Stream.generate(() -> "?").limit(columns.size() + 1L).collect(Collectors.joining(", "));
        batch(
                connection,
                "UPDATE " + table + " SET " + assignments + " WHERE " + key + " = ?",
                rows.stream().filter(row -> there.contains(row.key)).toList());
        batch(
                connection,
                "INSERT INTO " + table + " (" + String.join(", ", columns) + ", " + key + ") VALUES (" + marks + ")",
                rows.stream().filter(row -> !there.contains(row.key)).toList());
    }

    private static void delete(Connection connection, String table, String key, Collection<String> keys)
            throws SQLException {
        batch(
                connection,
                "DELETE FROM " + table + " WHERE " + key + " = ?",
                keys.stream().map(gone -> new Row(gone)).toList());
    }

    private static void batch(Connection connection, String statement, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (Row row : rows) {
                List<String> parameters = new ArrayList<>(row.values);
                parameters.add(row.key);
                for (int i = 0; i < parameters.size(); i++) {
                    // Sybase would store an empty string as a space.
                    prepared.setString(i + 1, parameters.get(i).isEmpty() ? null : parameters.get(i));
                }
                prepared.addBatch();
            }
            prepared.executeBatch();
        }
    }

    private static String withoutDomain(String group, String domain) {
        return group.substring(0, group.length() - domain.length() - 1);
    }
}
