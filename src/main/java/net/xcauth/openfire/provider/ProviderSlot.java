package net.xcauth.openfire.provider;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.auth.DefaultAuthProvider;
import org.jivesoftware.openfire.group.DefaultGroupProvider;
import org.jivesoftware.openfire.group.GroupManager;
import org.jivesoftware.openfire.user.DefaultUserProvider;
import org.jivesoftware.openfire.user.UserManager;
import org.jivesoftware.openfire.vcard.DefaultVCardProvider;
import org.jivesoftware.openfire.vcard.VCardManager;

/** A provider of Openfire that the plugin can replace. A property names its class, and takes effect when it is set. */
public enum ProviderSlot {
    AUTH("provider.auth.className", DefaultAuthProvider.class, CloudAuthProvider.class),
    USER("provider.user.className", DefaultUserProvider.class, CloudUserProvider.class),
    GROUP("provider.group.className", DefaultGroupProvider.class, CloudGroupProvider.class),
    VCARD("provider.vcard.className", DefaultVCardProvider.class, CloudVCardProvider.class);

    /** The prefix of all properties that name provider classes. */
    public static final String PREFIX = "provider.";

    private final String property;
    private final Class<?> defaultClass;
    private final Class<?> pluginClass;

    ProviderSlot(String property, Class<?> defaultClass, Class<?> pluginClass) {
        this.property = property;
        this.defaultClass = defaultClass;
        this.pluginClass = pluginClass;
    }

    /** The plugin's provider class of this name; empty if there is none. */
    public static Optional<Class<?>> classNamed(String className) {
        return Stream.of(values())
                .<Class<?>>map(slot -> slot.pluginClass)
                .filter(pluginClass -> pluginClass.getName().equals(className))
                .findAny();
    }

    String property() {
        return property;
    }

    /** The name of the class that serves if the property is not set. */
    String defaultName() {
        return defaultClass.getName();
    }

    /** The name of the plugin's class. */
    String pluginName() {
        return pluginClass.getName();
    }

    /** The property in which earlier versions of the plugin stored the original class's name. */
    String legacyProperty() {
        return "nextcloudauth.formerProvider." + name().toLowerCase(Locale.ROOT);
    }

    /** The provider that serves now. */
    @SuppressWarnings("deprecation")
    Object active() {
        return switch (this) {
            case AUTH -> AuthFactory.getAuthProvider();
            case USER -> UserManager.getUserProvider();
            case GROUP -> GroupManager.getInstance().getProvider();
            case VCARD -> VCardManager.getProvider();
        };
    }

    /** True if the active provider is of this plugin's class, and not of the same class of a replaced plugin. */
    boolean isPluginActive() {
        return pluginClass.isInstance(active());
    }
}
