package net.xcauth.openfire.provider;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import net.xcauth.core.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Openfire's table {@code ofGroupProp}, with the properties of groups. */
public final class SharingStore {
    private static final Logger log = LoggerFactory.getLogger(SharingStore.class);

    private final Database database;
    private volatile Map<String, Map<String, String>> lastRead = Map.of();

    public SharingStore(Database database) {
        this.database = database;
    }

    /**
     * All properties of all groups, by the groups' names. If the table cannot be read, the result is that of the last
     * read, so that a group that an administrator has hidden stays hidden.
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
            log.error("Cannot read how groups are shared: the sharing stays as it was", e);
        }
        return lastRead;
    }

    /** Inserts a value, so that Openfire's own UPDATE finds a row. */
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
            log.error("Cannot store the property {} of the group \"{}\"", name, group, e);
        }
    }
}
