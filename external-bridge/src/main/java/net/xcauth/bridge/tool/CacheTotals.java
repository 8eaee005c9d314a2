package net.xcauth.bridge.tool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.Tables;

/**
 * How much is remembered.
 *
 * @param oldest when the password was verified that was verified first; empty if there is none
 * @param newest likewise for last
 */
record CacheTotals(long usersWithPasswords, long passwords, long existingUsers, long missingUsers,
                   Optional<Instant> oldest, Optional<Instant> newest) {
    private static final Tables TABLES = Tables.ofBridge();
    private static final String PASSWORDS = "SELECT COUNT(DISTINCT jid), COUNT(*), MIN(verified), MAX(verified) FROM "
            + TABLES.passwords();
    private static final String USERS = "SELECT COUNT(*) FROM " + TABLES.users() + " WHERE present ";

    /** @throws ToolException if the database cannot be read */
    static CacheTotals of(Database database) throws ToolException {
        try {
            return database.call(CacheTotals::read);
        } catch (SQLException e) {
            throw ToolException.failed("the database " + database.name() + " cannot be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip());
        }
    }

    private static CacheTotals read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long existing = count(statement, USERS + "<> 0");
            long missing = count(statement, USERS + "= 0");
            try (ResultSet row = statement.executeQuery(PASSWORDS)) {
                row.next();
                return new CacheTotals(row.getLong(1), row.getLong(2), existing, missing, time(row.getString(3)),
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

    /** Times are text in UTC; one that another program wrote otherwise is long ago, as it is for the bridge. */
    private static Optional<Instant> time(String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(text.strip().replace(' ', 'T')).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.of(Instant.EPOCH);
        }
    }
}
