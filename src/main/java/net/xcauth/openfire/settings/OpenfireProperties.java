package net.xcauth.openfire.settings;

import java.util.Optional;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.openfire.store.PropertyTable;
import org.jivesoftware.util.JiveGlobals;
import org.jivesoftware.util.JiveProperties;

/**
 * The plugin's settings in Openfire's properties. Changes do not use {@code JiveGlobals}: its methods return a value
 * from Openfire 5.2 on, so that a plugin compiled against one version would not run on the other.
 */
public final class OpenfireProperties {
    private static final PropertyTable TABLE = new PropertyTable();

    private OpenfireProperties() {}

    /**
     * Moves properties provisioned in {@code conf/openfire.xml} to the database, as Openfire does with its own. Secrets
     * are never stored unencrypted.
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

    /** Ties a newly entered service account's password to the cloud's origin, so that it is sent nowhere else. */
    public static void bind(ServiceAccount account) {
        String name = Setting.SERVICE_PASSWORD.property();
        String stored = JiveGlobals.getProperty(name);
        if (stored != null && stored.strip().equals(account.password())) {
            JiveProperties.getInstance().put(name, ServicePassword.bound(account), true);
        }
    }

    /**
     * Sets or unsets a property.
     *
     * @param value blank to unset it
     */
    public static void change(Setting setting, String value) {
        String name = setting.property();
        if (value.isBlank()) {
            JiveProperties.getInstance().remove(name);
        } else if (setting.secret()) {
            storeSecret(name, value.strip());
        } else {
            JiveProperties.getInstance().put(name, value.strip());
        }
    }

    private static void storeSecret(String name, String value) {
        if (JiveGlobals.getProperty(name) == null) {
            // Openfire would insert a second row next to one that it cannot decrypt.
            TABLE.delete(name);
        }
        JiveProperties.getInstance().put(name, value, true);
    }

    /** True if the stored secret was encrypted with a key other than the one in {@code conf/security.xml}. */
    public static boolean isUndecryptable(String name) {
        String value = JiveGlobals.getProperty(name);
        return value == null
                ? TABLE.contains(name)
                : JiveGlobals.isPropertyEncrypted(name) && value.codePoints().anyMatch(OpenfireProperties::isGarbage);
    }

    /** True for characters that result from decryption with a wrong key, where the algorithm does not detect it. */
    private static boolean isGarbage(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.UNASSIGNED, Character.SURROGATE, Character.PRIVATE_USE -> true;
            default -> codePoint == 0xFFFD;
        };
    }

    /** A property's value; empty if it is not set. */
    public static Optional<String> value(String name) {
        return Optional.ofNullable(JiveGlobals.getProperty(name));
    }
}
