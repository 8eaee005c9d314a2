package net.xcauth.core.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.user.UserKey;

/** Users and groups in a database; changes go there in a few batches. Lists are tab-separated. */
public final class JdbcDirectory implements DirectoryStore {
    private static final int LONGEST_KEY = 255;
    private static final String TAB = "\t";

    private final Database database;
    private final Tables tables;
    private final Optional<StoredClouds> clouds;

    /** @param database whose tables exist, the groups' with a column {@code displayname} */
    public JdbcDirectory(Database database, Tables tables) {
        this(database, tables, Optional.empty());
    }

    /**
     * The same of domains whose cloud may have changed since.
     *
     * @param clouds claims a domain before it is loaded
     */
    public JdbcDirectory(Database database, Tables tables, Optional<StoredClouds> clouds) {
        this.database = database;
        this.tables = tables;
        this.clouds = clouds;
    }

    @Override
    public Directory load(String domain) throws StoreException {
        if (clouds.isPresent()) {
            clouds.get().claim(domain);
        }
        return Failures.read(database, connection -> new Directory(users(connection, domain),
                groups(connection, domain)));
    }

    private Map<UserKey, StoredRoster> users(Connection connection, String domain) throws SQLException {
        Map<UserKey, StoredRoster> users = new HashMap<>();
        Sql.ofDomain(connection, "SELECT jid, fullname, grouplist, responsehash, last_update FROM " + tables.roster()
                + Sql.like("jid"), domain, row -> {
                    String jid = row.getString(1);
                    UserKey user = UserKey.ofJid(jid);
                    // The Python program spells users as the server did, perhaps with capitals.
                    if (jid.equals(user.jid()) || !users.containsKey(user)) {
                        users.put(user, new StoredRoster(Sql.text(row, 2), Sql.list(Sql.text(row, 3)),
                                Sql.text(row, 4), Times.instant(row.getString(5))));
                    }
                });
        return users;
    }

    private Map<String, StoredGroup> groups(Connection connection, String domain) throws SQLException {
        Map<String, StoredGroup> groups = new HashMap<>();
        Sql.ofDomain(connection, "SELECT groupname, displayname, userlist FROM " + tables.groups() + Sql.like("groupname"),
                domain, row -> groups.put(withoutDomain(row.getString(1), domain), new StoredGroup(Sql.text(row, 2),
                        Sql.list(Sql.text(row, 3)).stream().map(UserKey::ofJid).collect(Collectors.toSet()))));
        return groups;
    }

    @Override
    public void apply(Directory changed, Set<UserKey> goneUsers, Set<String> goneGroups, String domain)
            throws StoreException {
        List<Row> users = changed.users().entrySet().stream().map(entry -> row(entry.getKey(), entry.getValue()))
                .filter(Row::isStorable).toList();
        List<Row> groups = changed.groups().entrySet().stream().map(entry -> row(entry.getKey() + '@' + domain,
                entry.getValue())).filter(Row::isStorable).toList();
        Failures.write(database, connection -> {
            if (isOfFormerCloud(connection, domain)) {
                return null;
            }
            put(connection, tables.roster(), "jid", List.of("fullname", "grouplist", "responsehash", "last_update"),
                    users);
            put(connection, tables.groups(), "groupname", List.of("displayname", "userlist"), groups);
            delete(connection, tables.roster(), "jid", goneUsers.stream().map(UserKey::jid).toList());
            delete(connection, tables.groups(), "groupname",
                    goneGroups.stream().map(group -> group + '@' + domain).toList());
            return null;
        });
    }

    /** Whether another process knows already that another cloud answers: what the former one says is not stored. */
    private boolean isOfFormerCloud(Connection connection, String domain) throws SQLException {
        Optional<String> here = clouds.flatMap(each -> each.current(domain));
        Set<String> stored = new HashSet<>();
        if (here.isPresent()) {
            Sql.inPortions(connection, new Sql(tables).cloudsOf(), List.of(domain), row -> stored.add(row.getString(2)));
        }
        return !stored.isEmpty() && !stored.contains(here.get());
    }

    private static Row row(UserKey user, StoredRoster roster) {
        return new Row(user.jid(), roster.name(), String.join(TAB, roster.groups()), roster.hash(),
                Times.text(roster.updated()));
    }

    private static Row row(String group, StoredGroup stored) {
        return new Row(group, stored.text(), stored.members().stream().map(UserKey::jid).sorted()
                .collect(Collectors.joining(TAB)));
    }

    /** A key and its values. */
    private record Row(String key, List<String> values) {
        Row(String key, String... values) {
            this(key, Arrays.asList(values));
        }

        /** What no database would take must not keep others from being stored. */
        boolean isStorable() {
            return key.length() <= LONGEST_KEY && key.chars().noneMatch(Character::isISOControl)
                    && StandardCharsets.UTF_8.newEncoder().canEncode(key);
        }
    }

    /** Stores values by key, each in a column of its own. */
    static void put(Connection connection, String table, String key, String column,
                    List<Map.Entry<String, String>> values) throws SQLException {
        put(connection, table, key, List.of(column), values.stream()
                .map(entry -> new Row(entry.getKey(), entry.getValue())).filter(Row::isStorable).toList());
    }

    /** Updates the rows that are there and inserts the others: no SQL for both at once is known to all databases. */
    private static void put(Connection connection, String table, String key, List<String> columns, List<Row> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Set<String> there = new HashSet<>();
        Sql.inPortions(connection, Sql.keysIn(table, key), rows.stream().map(Row::key).toList(),
                row -> there.add(row.getString(1)));
        String assignments = columns.stream().map(column -> column + " = ?").collect(Collectors.joining(", "));
        String marks = Stream.generate(() -> "?").limit(columns.size() + 1L).collect(Collectors.joining(", "));
        batch(connection, "UPDATE " + table + " SET " + assignments + " WHERE " + key + " = ?",
                rows.stream().filter(row -> there.contains(row.key)).toList());
        batch(connection, "INSERT INTO " + table + " (" + String.join(", ", columns) + ", " + key + ") VALUES (" + marks
                + ")", rows.stream().filter(row -> !there.contains(row.key)).toList());
    }

    private static void delete(Connection connection, String table, String key, Collection<String> keys)
            throws SQLException {
        batch(connection, "DELETE FROM " + table + " WHERE " + key + " = ?",
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
                    // Sybase would keep an empty text as a space.
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
