package net.xcauth.openfire;

import java.util.Map;
import java.util.function.Consumer;
import org.jivesoftware.util.PropertyEventListener;

/**
 * Hears of properties in the database, whatever happens to them; those in the configuration file are Openfire's.
 *
 * @param hears told the property's name
 */
record PropertyListener(Consumer<String> hears) implements PropertyEventListener {

    @Override
    public void propertySet(String property, Map<String, Object> params) {
        hears.accept(property);
    }

    @Override
    public void propertyDeleted(String property, Map<String, Object> params) {
        hears.accept(property);
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
