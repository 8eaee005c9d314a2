package net.xcauth.openfire.settings;

import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.openfire.store.PropertyTable;
import org.jivesoftware.util.JiveGlobals;
import org.jivesoftware.util.JiveProperties;

/**
 * The plugin's settings as Openfire keeps them. Not by the methods of {@code JiveGlobals} that change properties: they return
 * something from Openfire 5.2 on, so that a plugin compiled for one does not work with the other.
 */
public final class OpenfireProperties {
    private static final PropertyTable STORED = new PropertyTable();

    private OpenfireProperties() {}

    /**
     * Moves what was provisioned in {@code conf/openfire.xml} into the database, as Openfire does with properties of its
     * own. Secrets are encrypted from the first moment.
     */
    public static void migrate() {
        for (Setting setting : Setting.values()) {
            String name = setting.property();
            String provisioned = JiveGlobals.getXMLProperty(name);
            if (setting.secret() && provisioned != null && JiveGlobals.getProperty(name) == null) {
                storeSecret(name, provisioned);
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
            JiveProperties.getInstance().put(name, ServicePassword.bound(account), true);
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
            JiveProperties.getInstance().remove(name);
        } else if (setting.secret()) {
            storeSecret(name, value.strip());
        } else {
            JiveProperties.getInstance().put(name, value.strip());
        }
    }

    private static void storeSecret(String name, String value) {
        if (JiveGlobals.getProperty(name) == null) {
            // Openfire would insert a row next to one that it could not decrypt.
            STORED.delete(name);
        }
        JiveProperties.getInstance().put(name, value, true);
    }

    /** True if a secret is stored that was encrypted with another key than this server's in {@code conf/security.xml}. */
    public static boolean isUndecryptable(String name) {
        String value = JiveGlobals.getProperty(name);
        return value == null
                ? STORED.contains(name)
                : JiveGlobals.isPropertyEncrypted(name)
                        && value.codePoints().anyMatch(OpenfireProperties::isNoCharacter);
    }

    /** What a wrong key makes of a secret, where the algorithm does not notice. */
    private static boolean isNoCharacter(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.UNASSIGNED, Character.SURROGATE, Character.PRIVATE_USE -> true;
            default -> codePoint == 0xFFFD;
        };
    }

    /** A property's value, null if it is not set. */
    public static String value(String name) {
        return JiveGlobals.getProperty(name);
    }
}
