package net.xcauth.bridge.database;

import java.sql.Connection;
import java.sql.SQLException;
import net.xcauth.core.store.Database;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A SQLite database in memory, with a single connection, since each connection would have a database of its own. */
final class TransientDatabase implements Database {
    private static final Logger log = LoggerFactory.getLogger(TransientDatabase.class);

    private @Nullable Connection connection;

    @Override
    public String name() {
        return ":memory:";
    }

    @Override
    public synchronized <T> T call(Work<T> work) throws SQLException {
        if (connection == null) {
            connection = Sqlite.connect("jdbc:sqlite::memory:");
        }
        return work.run(connection);
    }

    @Override
    public synchronized void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            log.debug("closing the database in memory failed", e);
        }
    }
}
