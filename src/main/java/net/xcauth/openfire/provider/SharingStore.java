package net.xcauth.openfire.provider;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import net.xcauth.core.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Properties of groups in Openfire's table {@code ofGroupProp}. */
public final class SharingStore {
    private static final Logger log = LoggerFactory.getLogger(SharingStore.class);

    private final Database database;
    private volatile Map<String, Map<String, String>> lastRead = Map.of();

    public SharingStore(Database database) {
        this.database = database;
    }

    /**
     * All properties of all groups, by the groups' names. While they cannot be read, those read last: what an
     * administrator has hidden stays hidden.
     */
    Map<String, Map<String, String>> all() {
        try {
            lastRead = database.call(connection -> {
                Map<String, Map<String, String>> all = new HashMap<>();
                try (PreparedStatement query =
                        connection.prepareStatement("SELECT groupName, name, propValue FROM ofGroupProp")) {
                    ResultSet rows = query.executeQuery();
                    while (rows.next()) {
                        String value = rows.getString(3);
                        all.computeIfAbsent(rows.getString(1), absent -> new HashMap<>())
                                .put(rows.getString(2), value == null ? "" : value);
                    }
                }
                return all;
            });
        } catch (SQLException e) {
            log.error("The sharing of groups cannot be read, so it stays as it was", e);
        }
        return lastRead;
    }

    /** Stores a value that was not stored, so that Openfire's own statements find it. */
    void insert(String group, String name, String value) {
        try {
            database.call(connection -> {
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO ofGroupProp (groupName, name, propValue) VALUES (?, ?, ?)")) {
                    insert.setString(1, group);
                    insert.setString(2, name);
                    insert.setString(3, value);
                    return insert.executeUpdate();
                }
            });
        } catch (SQLException e) {
            log.error("The property {} of the group \"{}\" cannot be stored", name, group, e);
        }
    }
}
