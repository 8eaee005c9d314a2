package net.xcauth.core.store;

import java.sql.SQLException;

/**
 * A database whose tables are made or upgraded when it is first used, so that one that is away when the program starts
 * is used when it comes. Where they cannot be upgraded, what is there can still be read.
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
        SQLException obstacle = upgraded ? null : upgrade();
        if (obstacle instanceof NewerSchemaException) {
            throw obstacle;
        }
        try {
            return database.call(work);
        } catch (SQLException e) {
            // Whatever is wrong, the database may be replaced by an empty one before the next call.
            upgraded = false;
            if (obstacle == null) {
                throw e;
            }
            obstacle.addSuppressed(e);
            throw obstacle;
        }
    }

    private synchronized SQLException upgrade() {
        if (upgraded) {
            return null;
        }
        try {
            database.call(connection -> {
                schema.upgrade(connection);
                return null;
            });
            upgraded = true;
            return null;
        } catch (SQLException e) {
            return e;
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
