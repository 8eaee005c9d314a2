package net.xcauth.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;

/**
 * The revision of a database, and notes for other processes about what changed at which revision.
 *
 * <p>A writer takes the next revision first, and with it the lock that serializes writers. So revisions are committed
 * in order, and a reader that has seen one has seen all before it.
 */
final class Revisions {
    /** The key of a note that concerns all users and groups. */
    static final String EVERYBODY = "*";

    private final Sql sql;
    private final Clock clock;

    /** @param clock timestamps notes, which are deleted later */
    Revisions(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** Starts to write, exclusively until the transaction ends. */
    long next(Connection connection) throws SQLException {
        Sql.update(connection, sql.nextRevision());
        return current(connection);
    }

    long current(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.revision())) {
            ResultSet found = query.executeQuery();
            if (!found.next()) {
                throw new SQLException("the table " + sql.tables().meta() + " has lost its revision");
            }
            return found.getLong(1);
        }
    }

    /** Receives notes from {@link #since}. */
    @FunctionalInterface
    interface Note {
        void read(String key, long revision) throws SQLException;
    }

    /** Reads the notes newer than a revision, in no particular order. */
    void since(Connection connection, long revision, Note reader) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.changesSince())) {
            query.setLong(1, revision);
            ResultSet found = query.executeQuery();
            while (found.next()) {
                reader.read(found.getString(1), found.getLong(2));
            }
        }
    }

    /** Notes that these keys have changed. */
    void note(Connection connection, Collection<String> keys, long revision) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement forget = connection.prepareStatement(sql.deleteChange());
                PreparedStatement note = connection.prepareStatement(sql.insertChange())) {
            for (String key : keys) {
                forget.setString(1, key);
                forget.addBatch();
                note.setString(1, key);
                note.setLong(2, revision);
                note.setString(3, Timestamps.text(clock.instant()));
                note.addBatch();
            }
            forget.executeBatch();
            note.executeBatch();
        }
    }
}
