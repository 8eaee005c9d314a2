package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.user.UserKey;

/** Failures in a database. Writers take turns by the database's revision. */
final class JdbcFailures implements FailureStore {
    /** Nextcloud forgets failures after this time. */
    private static final Duration KEPT = Duration.ofHours(12);

    private final Database database;
    private final Sql sql;
    private final String table;

    JdbcFailures(Database database, Tables tables) {
        this.database = database;
        this.sql = new Sql(tables);
        this.table = tables.failures();
    }

    @Override
    public boolean reserve(String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable)
            throws StoreException {
        return Transactions.write(database, connection -> {
            Sql.update(connection, sql.nextRevision());
            boolean reserved = sendable.test(since(connection, cloud, since));
            if (reserved) {
                insert(connection, cloud, List.of(failure));
            }
            return reserved;
        });
    }

    @Override
    public void release(long id) throws StoreException {
        Transactions.write(database, connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + table + " WHERE failureid = ?")) {
                delete.setLong(1, id);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void atLeast(String cloud, int count, Instant since, List<StoredFailure> others) throws StoreException {
        Transactions.write(database, connection -> {
            Sql.update(connection, sql.nextRevision());
            Sql.update(connection, "DELETE FROM " + table + " WHERE failed < ?", Timestamps.text(since.minus(KEPT)));
            int missing = Math.max(0, count - since(connection, cloud, since).size());
            insert(connection, cloud, others.subList(0, Math.min(missing, others.size())));
            return missing;
        });
    }

    private List<StoredFailure> since(Connection connection, String cloud, Instant since) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT failureid, jid, failed FROM " + table + " WHERE cloud = ? AND failed > ?")) {
            query.setString(1, cloud);
            query.setString(2, Timestamps.text(since));
            ResultSet rows = query.executeQuery();
            List<StoredFailure> failures = new ArrayList<>();
            while (rows.next()) {
                failures.add(new StoredFailure(
                        rows.getLong(1),
                        Optional.ofNullable(rows.getString(2)).map(UserKey::ofJid),
                        Timestamps.instant(rows.getString(3))));
            }
            return failures;
        }
    }

    private void insert(Connection connection, String cloud, List<StoredFailure> failures) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + table + " (failureid, cloud, jid, failed) " + "VALUES (?, ?, ?, ?)")) {
            for (StoredFailure failure : failures) {
                insert.setLong(1, failure.id());
                insert.setString(2, cloud);
                insert.setString(3, failure.user().map(UserKey::jid).orElse(null));
                insert.setString(4, Timestamps.text(failure.at()));
                insert.executeUpdate();
            }
        }
    }
}
