package net.xcauth.core.store;

import java.sql.SQLException;
import java.util.Optional;
import net.xcauth.core.store.Schema.NewerSchemaException;

/**
 * A database whose tables are created or upgraded on first use, so that it may be down when the program starts. If they
 * cannot be upgraded, existing data can still be read.
 */
public final class UpgradedDatabase implements Database {
    private final Database database;
    private final Schema schema;
    private volatile boolean upgraded;

    /** @param database closed with this */
    public UpgradedDatabase(Database database, Schema schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public <T> T call(Work<T> work) throws SQLException {
        Optional<SQLException> failure = upgraded ? Optional.empty() : upgrade();
        if (failure.isPresent() && failure.get() instanceof NewerSchemaException) {
            throw failure.get();
        }
        try {
            return database.call(work);
        } catch (SQLException e) {
            // The database may be replaced by an empty one before the next call.
            upgraded = false;
            if (failure.isEmpty()) {
                throw e;
            }
            failure.get().addSuppressed(e);
            throw failure.get();
        }
    }

    private synchronized Optional<SQLException> upgrade() {
        if (upgraded) {
            return Optional.empty();
        }
        try {
            database.call(connection -> {
                schema.upgrade(connection);
                return true;
            });
            upgraded = true;
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    @Override
    public String name() {
        return database.name();
    }

    @Override
    public void close() {
        database.close();
    }
}
