package net.xcauth.bridge.process;

import java.util.Optional;

/** The version of this program. */
public final class Version {
    private Version() {}

    /** The version in the jar's manifest; {@code development} outside of a jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
