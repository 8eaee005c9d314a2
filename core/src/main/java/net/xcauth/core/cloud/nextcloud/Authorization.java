package net.xcauth.core.cloud.nextcloud;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The {@code Authorization} header of a request; never logged. */
final class Authorization {
    /** A request without credentials. */
    static final Authorization NONE = new Authorization(Optional.empty());

    private final Optional<String> header;

    private Authorization(Optional<String> header) {
        this.header = header;
    }

    /** An account's name and its login password. No account name contains a colon. */
    static Authorization basic(String account, String password) {
        byte[] credentials = (account + ':' + password).getBytes(StandardCharsets.UTF_8);
        return new Authorization(Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials)));
    }

    /**
     * An app password, which identifies its account. Nextcloud's brute force protection neither counts nor delays it.
     */
    static Authorization bearer(String appPassword) {
        return new Authorization(Optional.of("Bearer " + appPassword));
    }

    Optional<String> header() {
        return header;
    }
}
