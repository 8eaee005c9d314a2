package net.xcauth.core.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** The SQL statements, compatible with all supported databases. */
final class Sql {
    /** The longest key that every database supports. Users and groups with longer ones are not stored. */
    static final int LONGEST_KEY = 255;

    private static final int PORTION = 50;
    private static final String MARKS = String.join(",", Collections.nCopies(PORTION, "?"));

    private final Tables tables;

    Sql(Tables tables) {
        this.tables = tables;
    }

    Tables tables() {
        return tables;
    }

    String revision() {
        return "SELECT revision FROM " + tables.meta();
    }

    String nextRevision() {
        return "UPDATE " + tables.meta() + " SET revision = revision + 1";
    }

    String passwordsOf() {
        return "SELECT jid, pwhash, firstauth, verified, lastused, superseded, kind FROM " + tables.passwords()
                + " WHERE jid IN (" + MARKS + ")";
    }

    String existenceOf() {
        return "SELECT jid, present, learned, firstseen, missingsince FROM " + tables.users() + " WHERE jid IN ("
                + MARKS + ")";
    }

    String present() {
        return "SELECT jid, present, learned, firstseen, missingsince FROM " + tables.users() + " WHERE present = 1";
    }

    String missing() {
        return "SELECT jid, missingsince FROM " + tables.users() + " WHERE missingsince IS NOT NULL AND present = 1";
    }

    String countPresent() {
        return "SELECT COUNT(*) FROM " + tables.users() + like("jid") + " AND present = 1";
    }

    String insertPassword() {
        return "INSERT INTO " + tables.passwords() + " (firstauth, verified, lastused, superseded, kind, jid, pwhash) "
                + "VALUES (?, ?, ?, ?, ?, ?, ?)";
    }

    String updatePassword() {
        return "UPDATE " + tables.passwords() + " SET firstauth = ?, verified = ?, lastused = ?, superseded = ?, "
                + "kind = ? WHERE jid = ? AND pwhash = ?";
    }

    String deletePassword() {
        return "DELETE FROM " + tables.passwords() + " WHERE jid = ? AND pwhash = ?";
    }

    String deletePasswordsOf() {
        return "DELETE FROM " + tables.passwords() + " WHERE jid = ?";
    }

    String deletePasswordsLike() {
        return "DELETE FROM " + tables.passwords() + like("jid");
    }

    String deletePasswordsBefore() {
        return "DELETE FROM " + tables.passwords() + " WHERE verified < ?";
    }

    String orderOf() {
        return "SELECT jid, lastrevision, writer, othersrevision, asked, changed, rivals FROM " + tables.acceptances()
                + " WHERE jid IN (" + MARKS + ")";
    }

    String insertOrder() {
        return "INSERT INTO " + tables.acceptances()
                + " (lastrevision, writer, othersrevision, asked, changed, rivals, "
                + "jid) VALUES (?, ?, ?, ?, ?, ?, ?)";
    }

    String updateOrder() {
        return "UPDATE " + tables.acceptances() + " SET lastrevision = ?, writer = ?, othersrevision = ?, asked = ?, "
                + "changed = ?, rivals = ? WHERE jid = ?";
    }

    String endPairsLike() {
        return "UPDATE " + tables.acceptances()
                + " SET lastrevision = ?, writer = ?, asked = 0, changed = ?, rivals = NULL" + like("jid");
    }

    String forgetOthersLike() {
        return "UPDATE " + tables.acceptances() + " SET othersrevision = 0" + like("jid");
    }

    String deleteOrder() {
        return "DELETE FROM " + tables.acceptances() + " WHERE jid = ?";
    }

    String deleteOrdersLike() {
        return "DELETE FROM " + tables.acceptances() + like("jid");
    }

    /** Deletes the orders of users without passwords, once nothing issued before can still be valid. */
    String deleteOrdersBefore() {
        return "DELETE FROM " + tables.acceptances()
                + " WHERE (changed IS NULL OR changed < ?) AND NOT EXISTS (SELECT 1 FROM " + tables.passwords()
                + " WHERE " + tables.passwords() + ".jid = " + tables.acceptances() + ".jid)";
    }

    String cloudsOf() {
        return "SELECT xmppdomain, fingerprint FROM " + tables.clouds() + " WHERE xmppdomain IN (" + MARKS + ")";
    }

    String insertCloud() {
        return "INSERT INTO " + tables.clouds() + " (fingerprint, xmppdomain) VALUES (?, ?)";
    }

    String updateCloud() {
        return "UPDATE " + tables.clouds() + " SET fingerprint = ? WHERE xmppdomain = ?";
    }

    String deleteRostersLike() {
        return "DELETE FROM " + tables.roster() + like("jid");
    }

    String deleteGroupsLike() {
        return "DELETE FROM " + tables.groups() + like("groupname");
    }

    /** Deletes an account by name and XMPP domain. */
    String deleteAccountOf() {
        return "DELETE FROM " + tables.accounts() + " WHERE name = ? AND cloud IN (SELECT fingerprint FROM "
                + tables.clouds() + " WHERE xmppdomain = ?)";
    }

    String deleteAccountsLike() {
        return "DELETE FROM " + tables.accounts() + " WHERE cloud IN (SELECT fingerprint FROM " + tables.clouds()
                + like("xmppdomain") + ")";
    }

    /** Deletes accounts of clouds that no longer serve any XMPP domain, except the given one. */
    String deleteUnusedAccounts() {
        return "DELETE FROM " + tables.accounts() + " WHERE cloud <> ? AND cloud NOT IN (SELECT fingerprint FROM "
                + tables.clouds() + ")";
    }

    String insertUser() {
        return "INSERT INTO " + tables.users()
                + " (present, learned, firstseen, missingsince, jid) VALUES (?, ?, ?, ?, ?)";
    }

    String updateUser() {
        return "UPDATE " + tables.users()
                + " SET present = ?, learned = ?, firstseen = ?, missingsince = ? WHERE jid = ?";
    }

    String deleteUser() {
        return "DELETE FROM " + tables.users() + " WHERE jid = ?";
    }

    String deleteUsersLike() {
        return "DELETE FROM " + tables.users() + like("jid");
    }

    String deleteMissingBefore() {
        return "DELETE FROM " + tables.users() + " WHERE present = 0 AND learned < ?";
    }

    String changesSince() {
        return "SELECT jid, revision FROM " + tables.changes() + " WHERE revision > ?";
    }

    String insertChange() {
        return "INSERT INTO " + tables.changes() + " (jid, revision, changed) VALUES (?, ?, ?)";
    }

    String deleteChange() {
        return "DELETE FROM " + tables.changes() + " WHERE jid = ?";
    }

    String deleteChangesLike() {
        return "DELETE FROM " + tables.changes() + like("jid");
    }

    String deleteChangesBefore() {
        return "DELETE FROM " + tables.changes() + " WHERE changed < ?";
    }

    /** Selects existing keys; for {@link #inPortions}. */
    static String keysIn(String table, String key) {
        return "SELECT " + key + " FROM " + table + in(key);
    }

    /** A condition for many keys; for {@link #inPortions}. */
    static String in(String column) {
        return " WHERE " + column + " IN (" + MARKS + ")";
    }

    /** A condition for texts that match a pattern, such as one from {@link #endingWith}. */
    static String like(String column) {
        return " WHERE " + column + " LIKE ? ESCAPE '!'";
    }

    /** A pattern for texts with this suffix. */
    static String endingWith(String end) {
        return '%' + exactly(end);
    }

    /** A pattern for exactly this text. */
    static String exactly(String text) {
        return text.replace("!", "!!").replace("_", "!_").replace("%", "!%");
    }

    /** A text column; empty if NULL, which some databases do not distinguish. */
    static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    /** Splits a tab-separated list. */
    static List<String> list(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\t"));
    }

    /** True if every database accepts this key, so that one invalid key does not prevent others from being stored. */
    static boolean isStorable(String key) {
        return key.length() <= LONGEST_KEY
                && key.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(key);
    }

    /** Executes a statement; returns the number of rows that it changed. */
    static int update(Connection connection, String statement, String... parameters) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.length; i++) {
                update.setString(i + 1, parameters[i]);
            }
            return update.executeUpdate();
        }
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    /**
     * Reads the rows of an XMPP domain.
     *
     * @param query must end with {@link #like}
     */
    static void ofDomain(Connection connection, String query, String domain, Row reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, endingWith('@' + domain));
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    /** Queries many keys with one prepared statement; the last portion repeats its last key. */
    static void inPortions(Connection connection, String query, List<String> keys, Row reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int from = 0; from < keys.size(); from += PORTION) {
                for (int i = 0; i < PORTION; i++) {
                    statement.setString(i + 1, keys.get(Math.min(from + i, keys.size() - 1)));
                }
                ResultSet found = statement.executeQuery();
                while (found.next()) {
                    reader.read(found);
                }
            }
        }
    }
}
