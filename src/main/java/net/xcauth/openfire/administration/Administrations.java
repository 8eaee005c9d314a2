package net.xcauth.openfire.administration;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Access to the loaded plugin, for pages that Openfire creates by class name. */
public final class Administrations {
    private static volatile @Nullable Administration current;

    private Administrations() {}

    /** Empty while the plugin is being loaded or unloaded. */
    public static Optional<Administration> current() {
        return Optional.ofNullable(current);
    }

    public static void set(Administration administration) {
        current = administration;
    }

    /** Ends the access, when the plugin is unloaded. */
    public static void clear() {
        current = null;
    }
}
