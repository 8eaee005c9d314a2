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
 * Openfire's table {@code ofProperty}, for properties of which Openfire has another value in memory, or none: what the plugin names on
 * this node only, and what cannot be decrypted here.
 */
public final class PropertyTable {
    private static final Logger log = LoggerFactory.getLogger(PropertyTable.class);

    private final Database database = new OpenfireDatabase();

    /** True if the property is stored, whether or not it can be decrypted; false also if that cannot be read. */
    public boolean contains(String property) {
        try {
            return database.call(connection -> stored(connection, property).isPresent());
        } catch (SQLException e) {
            log.warn("Whether the property {} is stored cannot be read: {}", property, e.getMessage());
            return false;
        }
    }

    /** Deletes a property that Openfire does not know to be stored. */
    public void delete(String property) {
        try {
            database.call(connection -> change(connection, "DELETE FROM ofProperty WHERE name = ?", property));
        } catch (SQLException e) {
            log.error("The property {} cannot be replaced", property, e);
        }
    }

    /** Stores a property that Openfire believes to be stored, if it is not. */
    public void keep(String property, String value) {
        try {
            database.call(connection -> stored(connection, property).isPresent()
                    ? 0
                    : change(connection, "INSERT INTO ofProperty (name, propValue) VALUES (?, ?)", property, value));
        } catch (SQLException e) {
            log.error(
                    "The property {} cannot be stored: set it to {} again after the next start of Openfire",
                    property,
                    value,
                    e);
        }
    }

    /**
     * Replaces the name of a class of the plugin's own.
     *
     * @param former the name of what served before; null if none was stored
     */
    public void replace(String property, String ours, String former) {
        try {
            database.call(connection -> {
                if (!stored(connection, property).equals(Optional.of(ours))) {
                    return 0;
                }
                return former == null
                        ? change(connection, "DELETE FROM ofProperty WHERE name = ?", property)
                        : change(connection, "UPDATE ofProperty SET propValue = ? WHERE name = ?", former, property);
            });
        } catch (SQLException e) {
            log.error(
                    "The property {} names the plugin's class in the database, where Openfire will not find it at its next "
                            + "start: delete the property, if the plugin is removed",
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
