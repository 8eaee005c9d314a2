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

/** The passwords in the bridge's database, a SQLite file. The bridge may be using it. */
final class StoredPasswords implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private final Connection connection;

    /** @param connection closed with this */
    StoredPasswords(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a database.
     *
     * @param file made by the bridge
     * @throws IOException if there is no such file
     * @throws SQLException if it cannot be opened
     */
    static StoredPasswords in(Path file) throws IOException, SQLException {
        if (!Files.exists(file)) {
            throw new IOException(file + " does not exist; let the bridge make it first, with --db");
        }
        return new StoredPasswords(DriverManager.getConnection("jdbc:sqlite:" + file));
    }

    /** How many there are; none while the bridge has not made the tables. */
    long count() throws SQLException {
        return number("SELECT count(*) FROM sqlite_schema WHERE name = 'xcauth_passwords'") == 0
                ? 0
                : number("SELECT count(*) FROM xcauth_passwords");
    }

    /**
     * Waits until there are this many.
     *
     * @return how long that took; empty if it took too long
     */
    Optional<Duration> await(long count, Duration atMost) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        while (count() < count) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        }
        return Optional.of(Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Stores everybody else as the first of the crowd is stored: the same hash at the same times, all or nothing.
     *
     * @param crowd whose first member has logged in
     * @throws SQLException if that member is not stored, or the file cannot be written
     */
    void copyFirstToAll(Crowd crowd) throws SQLException {
        String first = crowd.members().get(0).jid();
        connection.setAutoCommit(false);
        try {
            copy(
                    crowd,
                    first,
                    "INSERT INTO xcauth_passwords "
                            + "(jid, pwhash, firstauth, verified, lastused, superseded) "
                            + "SELECT ?, pwhash, firstauth, verified, lastused, superseded "
                            + "FROM xcauth_passwords WHERE jid = ?");
            copy(
                    crowd,
                    first,
                    "INSERT INTO xcauth_users (jid, present, learned, firstseen) "
                            + "SELECT ?, present, learned, firstseen FROM xcauth_users WHERE jid = ?");
            if (count() != crowd.size()) {
                throw new SQLException(count() + " passwords are stored and not " + crowd.size() + "; store one of "
                        + first + " before, and of nobody else");
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void copy(Crowd crowd, String first, String sql) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Crowd.Member member : crowd.members().subList(1, crowd.size())) {
                insert.setString(1, member.jid());
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
