package net.xcauth.core.cloud;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The API through which a cloud is queried, as an administrator configures it. */
public enum ApiKind {
    /** Decided by the address. */
    AUTO,
    /** Nextcloud's own API; nothing is installed in the cloud. */
    NEXTCLOUD,
    /** The API of the JSXC app, for Nextcloud 30 and older. */
    JSXC;

    private static final String JSXC_SCRIPT = "externalApi.php";

    /** The name in settings: {@code auto}, {@code nextcloud}, {@code jsxc}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this label, ignoring case; empty if there is none. */
    public static Optional<ApiKind> labelled(String label) {
        return Stream.of(values())
                .filter(kind -> kind.label().equals(label.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** This kind or, for {@link #AUTO}, the one that matches the address: JSXC's ends in {@code externalApi.php}. */
    public ApiKind at(URI address) {
        if (this != AUTO) {
            return this;
        }
        return address.getRawPath() != null && address.getRawPath().endsWith(JSXC_SCRIPT) ? JSXC : NEXTCLOUD;
    }
}
