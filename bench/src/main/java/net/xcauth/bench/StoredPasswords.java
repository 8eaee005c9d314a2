package net.xcauth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The passwords in the bridge's SQLite database. The bridge may be running. */
final class StoredPasswords implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(2);

    private final Connection connection;

    /** @param connection closed together with this object */
    StoredPasswords(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a database.
     *
     * @param file created by the bridge
     * @throws IOException if the file does not exist
     * @throws SQLException if it cannot be opened
     */
    static StoredPasswords in(Path file) throws IOException, SQLException {
        if (!Files.exists(file)) {
            throw new IOException(file + " does not exist; start the bridge with --db first, which creates it");
        }
        return new StoredPasswords(DriverManager.getConnection("jdbc:sqlite:" + file));
    }

    /** The number of passwords; 0 until the bridge has created the tables. */
    long count() throws SQLException {
        return number("SELECT count(*) FROM sqlite_schema WHERE name = 'xcauth_passwords'") == 0
                ? 0
                : number("SELECT count(*) FROM xcauth_passwords");
    }

    /**
     * Waits until at least this many passwords are stored.
     *
     * @return the time waited; empty if it reached {@code timeout}
     */
    Optional<Duration> await(long count, Duration timeout) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        while (count() < count) {
            if (System.nanoTime() - start > timeout.toNanos()) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
        }
        return Optional.of(Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Stores everyone with the hash and times of the first user, in one transaction.
     *
     * @param users the first of them has logged in
     * @throws SQLException if the first user is not stored, someone else is, or the file is not writable
     */
    void copyFirstToAll(BenchUsers users) throws SQLException {
        String first = users.list().get(0).jid();
        connection.setAutoCommit(false);
        try {
            copy(
                    users,
                    first,
                    "INSERT INTO xcauth_passwords "
                            + "(jid, pwhash, firstauth, verified, lastused, superseded) "
                            + "SELECT ?, pwhash, firstauth, verified, lastused, superseded "
                            + "FROM xcauth_passwords WHERE jid = ?");
            copy(
                    users,
                    first,
                    "INSERT INTO xcauth_users (jid, present, learned, firstseen) "
                            + "SELECT ?, present, learned, firstseen FROM xcauth_users WHERE jid = ?");
            if (count() != users.count()) {
                throw new SQLException("found " + count() + " stored passwords instead of " + users.count()
                        + "; the database must contain the password of " + first + " and no other");
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void copy(BenchUsers users, String first, String sql) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (BenchUsers.User user : users.list().subList(1, users.count())) {
                insert.setString(1, user.jid());
                insert.setString(2, first);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
