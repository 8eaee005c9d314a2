package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.SQLException;

/** A source of connections: a pool, one file, or the server that this program is part of. Thread-safe. */
public interface Database extends AutoCloseable {

    /**
     * Runs work with a connection, which is in auto-commit mode and is returned afterwards.
     *
     * @return the result of the work
     * @throws SQLException from the work, or if no connection is available
     */
    <T> T call(Work<T> work) throws SQLException;

    /** Its name for the log: a path or an address, without credentials. */
    String name();

    /** Releases all connections. */
    @Override
    void close();

    /** Work with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs work in a transaction, which is rolled back if the work throws. */
    default <T> T transaction(Work<T> work) throws SQLException {
        return call(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                connection.setAutoCommit(true);
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    /** The first exception is reported, not the ones that follow from it. */
    private static void rollBack(Connection connection, Exception reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
