package net.xcauth.bridge.tool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.Timestamps;
import net.xcauth.core.store.Transactions;
import org.jspecify.annotations.Nullable;

/**
 * The number of remembered passwords and users.
 *
 * @param oldest the time of the oldest verification of a password; empty if there are no passwords
 * @param newest the time of the newest one
 */
record CacheTotals(
        long usersWithPasswords,
        long passwords,
        long existingUsers,
        long missingUsers,
        Optional<Instant> oldest,
        Optional<Instant> newest) {
    private static final Tables TABLES = Tables.ofBridge();
    private static final String PASSWORDS =
            "SELECT COUNT(DISTINCT jid), COUNT(*), MIN(verified), MAX(verified) FROM " + TABLES.passwords();
    private static final String USERS = "SELECT COUNT(*) FROM " + TABLES.users() + " WHERE present ";

    /** @throws ToolException if the database cannot be read */
    static CacheTotals of(Database database) throws ToolException {
        try {
            return database.call(CacheTotals::read);
        } catch (SQLException e) {
            throw new ToolException(Transactions.sentence(database, "be read", e));
        }
    }

    private static CacheTotals read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long existing = count(statement, USERS + "<> 0");
            long missing = count(statement, USERS + "= 0");
            try (ResultSet row = statement.executeQuery(PASSWORDS)) {
                row.next();
                return new CacheTotals(
                        row.getLong(1),
                        row.getLong(2),
                        existing,
                        missing,
                        time(row.getString(3)),
                        time(row.getString(4)));
            }
        }
    }

    private static long count(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Optional<Instant> time(@Nullable String text) {
        return Optional.ofNullable(text).map(Timestamps::instant);
    }
}
