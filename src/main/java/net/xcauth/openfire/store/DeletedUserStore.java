package net.xcauth.openfire.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.Transactions;

/** The table of users who were deleted in the cloud. Every method waits for the database. */
public final class DeletedUserStore {
    private static final String TABLE = "ofNextcloudGone";

    private final Database database;

    /** @param database whose tables exist */
    public DeletedUserStore(Database database) {
        this.database = database;
    }

    /** All deleted users, each with the time of the deletion. */
    public Map<String, Instant> all() throws StoreException {
        return Transactions.read(database, connection -> {
            Map<String, Instant> gone = new HashMap<>();
            try (PreparedStatement query = connection.prepareStatement("SELECT username, gonesince FROM " + TABLE)) {
                ResultSet rows = query.executeQuery();
                while (rows.next()) {
                    gone.put(rows.getString(1), Instant.ofEpochMilli(rows.getLong(2)));
                }
            }
            return gone;
        });
    }

    /** Adds a deleted user. */
    public void add(String user, Instant since) throws StoreException {
        Transactions.write(database, connection -> {
            delete(connection.prepareStatement(deletion()), user);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + TABLE + " (username, gonesince) VALUES (?, ?)")) {
                insert.setString(1, user);
                insert.setLong(2, since.toEpochMilli());
                return insert.executeUpdate();
            }
        });
    }

    /** Removes a user who exists again, or whose data was deleted. */
    public void remove(String user) throws StoreException {
        Transactions.write(database, connection -> delete(connection.prepareStatement(deletion()), user));
    }

    public void removeAll() throws StoreException {
        Transactions.write(database, connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + TABLE)) {
                return delete.executeUpdate();
            }
        });
    }

    private static String deletion() {
        return "DELETE FROM " + TABLE + " WHERE username = ?";
    }

    private static int delete(PreparedStatement statement, String user) throws SQLException {
        try (statement) {
            statement.setString(1, user);
            return statement.executeUpdate();
        }
    }
}
