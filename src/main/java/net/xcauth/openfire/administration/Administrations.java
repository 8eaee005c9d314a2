package net.xcauth.openfire.administration;

import java.util.Optional;

/** The plugin that is loaded. */
public final class Administrations {
    private static volatile Administration current;

    private Administrations() {}

    /** Empty while the plugin is being loaded or unloaded. */
    public static Optional<Administration> current() {
        return Optional.ofNullable(current);
    }

    /** @param administration null when the plugin ends */
    public static void use(Administration administration) {
        current = administration;
    }
}
