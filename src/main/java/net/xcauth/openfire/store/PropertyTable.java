package net.xcauth.openfire.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Openfire's table {@code ofProperty}, for properties whose stored value differs from the one in Openfire's memory:
 * provider classes that the plugin sets on this node only, and secrets that cannot be decrypted here.
 */
public final class PropertyTable {
    private static final Logger log = LoggerFactory.getLogger(PropertyTable.class);

    private final Database database = new OpenfireDatabase();

    /** True if the property is stored, even if it cannot be decrypted; false also if the table cannot be read. */
    public boolean contains(String property) {
        try {
            return database.call(connection -> stored(connection, property).isPresent());
        } catch (SQLException e) {
            log.warn("Cannot check if the property {} is stored: {}", property, e.getMessage());
            return false;
        }
    }

    /** Deletes a property whose row Openfire does not know about. */
    public void delete(String property) {
        try {
            database.call(connection -> change(connection, "DELETE FROM ofProperty WHERE name = ?", property));
        } catch (SQLException e) {
            log.error("Cannot delete the property {}", property, e);
        }
    }

    /** Inserts a property that Openfire takes for stored, if it is not. */
    public void keep(String property, String value) {
        try {
            database.call(connection -> stored(connection, property).isPresent()
                    ? 0
                    : change(connection, "INSERT INTO ofProperty (name, propValue) VALUES (?, ?)", property, value));
        } catch (SQLException e) {
            log.error(
                    "Cannot store the property {}: set it to {} again after the next start of Openfire",
                    property,
                    value,
                    e);
        }
    }

    /**
     * Replaces the name of one of the plugin's classes, if it is stored.
     *
     * @param original the name of the class that served before the plugin; empty to delete the property
     */
    public void replace(String property, String ours, Optional<String> original) {
        try {
            database.call(connection -> {
                if (!stored(connection, property).equals(Optional.of(ours))) {
                    return 0;
                }
                return original.isEmpty()
                        ? change(connection, "DELETE FROM ofProperty WHERE name = ?", property)
                        : change(
                                connection,
                                "UPDATE ofProperty SET propValue = ? WHERE name = ?",
                                original.get(),
                                property);
            });
        } catch (SQLException e) {
            log.error(
                    "Cannot remove the plugin's class name from the stored property {}: if you remove the plugin, delete "
                            + "the property, or Openfire will not find the class at its next start",
                    property,
                    e);
        }
    }

    private static Optional<String> stored(Connection connection, String property) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT propValue FROM ofProperty WHERE name = ?")) {
            query.setString(1, property);
            ResultSet rows = query.executeQuery();
            return rows.next() ? Optional.of(Objects.requireNonNullElse(rows.getString(1), "")) : Optional.empty();
        }
    }

    private static int change(Connection connection, String statement, String... values) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                change.setString(i + 1, values[i]);
            }
            return change.executeUpdate();
        }
    }
}
