package net.xcauth.openfire.settings;

import net.xcauth.core.cloud.ServiceAccount;
import org.jivesoftware.util.JiveGlobals;

/** The plugin's settings as Openfire keeps them. */
public final class OpenfireProperties {
    private OpenfireProperties() {
    }

    /**
     * Moves what was provisioned in {@code conf/openfire.xml} into the database, as Openfire does with properties of its
     * own. Secrets are encrypted from the first moment.
     */
    public static void migrate() {
        for (Setting setting : Setting.values()) {
            String name = setting.property();
            String provisioned = JiveGlobals.getXMLProperty(name);
            if (setting.secret() && provisioned != null && JiveGlobals.getProperty(name) == null) {
                JiveGlobals.setProperty(name, provisioned, true);
            }
            JiveGlobals.migrateProperty(name);
        }
    }

    /** Encrypts secrets that were set in plain text. */
    public static void protectSecrets() {
        for (Setting setting : Setting.values()) {
            String name = setting.property();
            if (setting.secret() && JiveGlobals.getProperty(name) != null && !JiveGlobals.isPropertyEncrypted(name)) {
                JiveGlobals.setPropertyEncrypted(name, true);
            }
        }
    }

    /** Stores a service account's password, if it is new, together with the origin of the address for which it was entered. */
    public static void bind(ServiceAccount account) {
        String name = Setting.SERVICE_PASSWORD.property();
        String stored = JiveGlobals.getProperty(name);
        if (stored != null && stored.strip().equals(account.password())) {
            JiveGlobals.setProperty(name, ServicePassword.bound(account), true);
        }
    }

    /**
     * Sets a property, or unsets it.
     *
     * @param value blank or null: the property is to be unset
     */
    public static void change(Setting setting, String value) {
        String name = setting.property();
        if (value == null || value.isBlank()) {
            JiveGlobals.deleteProperty(name);
        } else if (setting.secret()) {
            JiveGlobals.setProperty(name, value.strip(), true);
        } else {
            JiveGlobals.setProperty(name, value.strip());
        }
    }

    /** A property's value, null if it is not set. */
    public static String value(String name) {
        return JiveGlobals.getProperty(name);
    }
}
