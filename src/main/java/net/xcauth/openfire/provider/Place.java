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

/** Where in Openfire a provider goes: named by a property, and in force when that is set. */
public enum Place {
    AUTH("provider.auth.className", DefaultAuthProvider.class, CloudAuthProvider.class),
    USER("provider.user.className", DefaultUserProvider.class, CloudUserProvider.class),
    GROUP("provider.group.className", DefaultGroupProvider.class, CloudGroupProvider.class),
    VCARD("provider.vcard.className", DefaultVCardProvider.class, CloudVCardProvider.class);

    /** All properties that name providers begin with this. */
    public static final String PROPERTIES = "provider.";

    private final String property;
    private final Class<?> standard;
    private final Class<?> ours;

    Place(String property, Class<?> standard, Class<?> ours) {
        this.property = property;
        this.standard = standard;
        this.ours = ours;
    }

    /** The plugin's provider of this class name; empty if there is none. */
    public static Optional<Class<?>> provider(String className) {
        return Stream.of(values())
                .<Class<?>>map(place -> place.ours)
                .filter(ours -> ours.getName().equals(className))
                .findAny();
    }

    String property() {
        return property;
    }

    /** The class that serves where none is named. */
    String standard() {
        return standard.getName();
    }

    /** The plugin's class. */
    String ours() {
        return ours.getName();
    }

    /** The property in which earlier versions of the plugin kept the name of the class that served before. */
    String formerProperty() {
        return "nextcloudauth.formerProvider." + name().toLowerCase(Locale.ROOT);
    }

    /** What serves now. */
    @SuppressWarnings("deprecation")
    Object inForce() {
        return switch (this) {
            case AUTH -> AuthFactory.getAuthProvider();
            case USER -> UserManager.getUserProvider();
            case GROUP -> GroupManager.getInstance().getProvider();
            case VCARD -> VCardManager.getProvider();
        };
    }

    /** Whether what serves now is the plugin's, and not of an earlier plugin of the same name. */
    boolean isOursInForce() {
        return ours.isInstance(inForce());
    }
}
