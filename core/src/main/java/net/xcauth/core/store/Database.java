package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from: a pool, one file, or a server that this program is part of. Thread-safe. */
public interface Database extends AutoCloseable {

    /**
     * Does something with a connection, which is in auto-commit mode and belongs to the database again afterwards.
     *
     * @return what the work returned
     * @throws SQLException from the work, or because no connection could be had
     */
    <T> T call(Work<T> work) throws SQLException;

    /** What it is, for the log: a path or an address, without credentials. */
    String name();

    /** Releases all connections. */
    @Override
    void close();

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** The same all or nothing: what the work did is undone if it throws. */
    default <T> T transaction(Work<T> work) throws SQLException {
        return call(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                connection.setAutoCommit(true);
                return result;
            } catch (SQLException | RuntimeException e) {
                undo(connection, e);
                throw e;
            }
        });
    }

    /** What was wrong in the first place is told, and not what follows from it. */
    private static void undo(Connection connection, Exception reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
