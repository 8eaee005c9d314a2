package net.xcauth.openfire;

import java.util.Map;
import java.util.function.Consumer;
import org.jivesoftware.util.PropertyEventListener;

/**
 * Listens for changes of properties in the database; the plugin has none in Openfire's configuration file.
 *
 * @param onChange called with the name of a property that was set or deleted
 */
record PropertyListener(Consumer<String> onChange) implements PropertyEventListener {

    @Override
    public void propertySet(String property, Map<String, Object> params) {
        onChange.accept(property);
    }

    @Override
    public void propertyDeleted(String property, Map<String, Object> params) {
        onChange.accept(property);
    }

    @Override
    public void xmlPropertySet(String property, Map<String, Object> params) {
        // Not in the database.
    }

    @Override
    public void xmlPropertyDeleted(String property, Map<String, Object> params) {
        // Not in the database.
    }
}
