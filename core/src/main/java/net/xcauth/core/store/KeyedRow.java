package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of texts in a table whose primary key is one column. Many rows are written in few batches.
 *
 * @param values of the other columns; empty texts are stored as NULL
 */
record KeyedRow(String key, List<String> values) {
    KeyedRow(String key, String... values) {
        this(key, List.of(values));
    }

    /**
     * Updates existing rows and inserts the others, because no upsert statement works on all databases. Rows whose keys
     * are not {@linkplain Sql#isStorable storable} are left out.
     */
    static void put(Connection connection, String table, String key, List<String> columns, List<KeyedRow> rows)
            throws SQLException {
        List<KeyedRow> storable =
                rows.stream().filter(row -> Sql.isStorable(row.key)).toList();
        if (storable.isEmpty()) {
            return;
        }
        Set<String> there = new HashSet<>();
        Sql.inPortions(
                connection,
                Sql.keysIn(table, key),
                storable.stream().map(KeyedRow::key).toList(),
                row -> there.add(row.getString(1)));
        String assignments = columns.stream().map(column -> column + " = ?").collect(Collectors.joining(", "));
        String marks = Stream.generate(() -> "?").limit(columns.size() + 1L).collect(Collectors.joining(", "));
        batch(
                connection,
                "UPDATE " + table + " SET " + assignments + " WHERE " + key + " = ?",
                storable.stream().filter(row -> there.contains(row.key)).toList());
        batch(
                connection,
                "INSERT INTO " + table + " (" + String.join(", ", columns) + ", " + key + ") VALUES (" + marks + ")",
                storable.stream().filter(row -> !there.contains(row.key)).toList());
    }

    static void delete(Connection connection, String table, String key, Collection<String> keys) throws SQLException {
        batch(
                connection,
                "DELETE FROM " + table + " WHERE " + key + " = ?",
                keys.stream().map(gone -> new KeyedRow(gone)).toList());
    }

    /** @param statement its parameters are the values, then the key */
    static void batch(Connection connection, String statement, List<KeyedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (KeyedRow row : rows) {
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
}
