package net.xcauth.core.cloud;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The API through which a cloud is queried, as administrators choose it. */
public enum ApiKind {
    /** The one that the address belongs to. */
    AUTO,
    /** Nextcloud's own: nothing is installed in the cloud. */
    NEXTCLOUD,
    /** That of the JSXC app, up to Nextcloud 30. */
    JSXC;

    private static final String JSXC_SCRIPT = "externalApi.php";

    /** As it is written: {@code auto}, {@code nextcloud}, {@code jsxc}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind with this label, in any case; empty if there is none. */
    public static Optional<ApiKind> labelled(String label) {
        return Stream.of(values())
                .filter(kind -> kind.label().equals(label.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** This kind or, for {@link #AUTO}, the one that the address belongs to: JSXC's ends in {@code externalApi.php}. */
    public ApiKind at(URI address) {
        if (this != AUTO) {
            return this;
        }
        return address.getRawPath() != null && address.getRawPath().endsWith(JSXC_SCRIPT) ? JSXC : NEXTCLOUD;
    }
}
