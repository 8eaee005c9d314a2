package net.xcauth.bridge.tool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import net.xcauth.core.store.Failures;
import net.xcauth.core.store.RosterStore;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.user.UserKey;

/**
 * Rows of the Python program's. It writes a user's name as the XMPP server spelt it, upper case and all, so that
 * looking for the name as it is written here does not find them.
 */
final class OtherSpellings {
    /** There is such a table only in SQLite, where that program may use the same file. */
    private static final String PASSWORDS = "authcache";

    private static final String ROSTERS = Tables.ofBridge().roster();

    private final Stores stores;

    OtherSpellings(Stores stores) {
        this.stores = stores;
    }

    /**
     * Deletes the passwords that are left of these users.
     *
     * @return how much was forgotten in all; the same password may have been there in both spellings
     */
    UserStore.Forgotten and(UserStore.Forgotten gone, Predicate<UserKey> whose) throws ToolException {
        int left = stores.isFile() ? delete(PASSWORDS, whose) : 0;
        return new UserStore.Forgotten(Math.max(gone.passwords(), left), gone.users());
    }

    /** Deletes the rosters that are left of these users. @return how much was forgotten in all */
    RosterStore.Forgotten and(RosterStore.Forgotten gone, Predicate<UserKey> whose) throws ToolException {
        return new RosterStore.Forgotten(gone.users() + delete(ROSTERS, whose), gone.groups());
    }

    /** @return how many users had any */
    private int delete(String table, Predicate<UserKey> whose) throws ToolException {
        try {
            return stores.database().transaction(connection -> {
                List<String> jids = jids(connection, table, whose);
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + table + " WHERE jid = ?")) {
                    for (String jid : jids) {
                        delete.setString(1, jid);
                        delete.executeUpdate();
                    }
                }
                return (int) jids.stream().map(UserKey::ofJid).distinct().count();
            });
        } catch (SQLException e) {
            throw ToolException.failed(Failures.sentence(stores.database(), "be written", e));
        }
    }

    private static List<String> jids(Connection connection, String table, Predicate<UserKey> whose)
            throws SQLException {
        List<String> jids = new ArrayList<>();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT jid FROM " + table + " WHERE jid IS NOT NULL");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (whose.test(UserKey.ofJid(rows.getString(1)))) {
                    jids.add(rows.getString(1));
                }
            }
        }
        return jids;
    }
}
