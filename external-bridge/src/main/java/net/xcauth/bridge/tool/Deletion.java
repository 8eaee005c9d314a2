package net.xcauth.bridge.tool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.xcauth.core.store.Transactions;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.user.UserKey;

/**
 * Completes deletions: removes rows of the Python program, which stores user names with upper case letters as the XMPP
 * server wrote them, and has SQLite overwrite what is deleted. Database servers have means of their own for that.
 */
final class Deletion {
    /** Exists only in SQLite, where the Python program may use the same file. */
    private static final String PASSWORDS = "authcache";

    private static final String OVERWRITE = "PRAGMA secure_delete = ON";
    private static final String MERGE = "PRAGMA wal_checkpoint(TRUNCATE)";

    private final Stores stores;

    Deletion(Stores stores) {
        this.stores = stores;
    }

    /** From now on, SQLite overwrites deleted rows. */
    void overwrite() throws ToolException {
        if (stores.isFile()) {
            pragma(OVERWRITE);
        }
    }

    /**
     * Merges the write-ahead log, which holds older contents, into the file.
     *
     * @return a description of what remains if another process prevents this
     */
    Optional<String> merge() throws ToolException {
        return stores.isFile() && pragma(MERGE) != 0
                ? Optional.of("older contents in " + stores.name() + "-wal, until SQLite merges it")
                : Optional.empty();
    }

    /**
     * Deletes the remaining passwords of these users.
     *
     * @param forgotten already deleted; the same password may have been stored in both spellings
     * @return the total
     */
    UserStore.Forgotten inOtherSpellings(UserStore.Forgotten forgotten, Predicate<UserKey> users) throws ToolException {
        int left = stores.isFile() ? deletePasswords(users) : 0;
        return new UserStore.Forgotten(Math.max(forgotten.passwords(), left), forgotten.users());
    }

    /** @return the number of users that had rows */
    private int deletePasswords(Predicate<UserKey> users) throws ToolException {
        try {
            return stores.database().transaction(connection -> {
                List<String> jids = jids(connection, users);
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + PASSWORDS + " WHERE jid = ?")) {
                    for (String jid : jids) {
                        delete.setString(1, jid);
                        delete.executeUpdate();
                    }
                }
                return (int) jids.stream().map(UserKey::ofJid).distinct().count();
            });
        } catch (SQLException e) {
            throw new ToolException(Transactions.sentence(stores.database(), "be written", e));
        }
    }

    private static List<String> jids(Connection connection, Predicate<UserKey> users) throws SQLException {
        List<String> jids = new ArrayList<>();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT jid FROM " + PASSWORDS + " WHERE jid IS NOT NULL");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (users.test(UserKey.ofJid(rows.getString(1)))) {
                    jids.add(rows.getString(1));
                }
            }
        }
        return jids;
    }

    private int pragma(String pragma) throws ToolException {
        try {
            return stores.database().call(connection -> pragma(connection, pragma));
        } catch (SQLException e) {
            throw new ToolException(Transactions.sentence(stores.database(), "overwrite deleted rows", e));
        }
    }

    private static int pragma(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(pragma)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
