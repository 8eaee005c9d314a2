package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;

/**
 * The credentials of a request, as PHP sees them.
 *
 * @param scheme   {@code Basic} or {@code Bearer}
 * @param user     the login name, empty with {@code Bearer}
 * @param password the password or token
 */
record OfferedCredentials(String scheme, String user, String password) {

    static final String BASIC = "Basic";
    static final String BEARER = "Bearer";

    /** Credentials, or empty if the header is missing, malformed or incomplete: PHP takes "0" for no password, too. */
    static Optional<OfferedCredentials> parse(Optional<String> header) {
        String value = header.orElse("");
        if (value.startsWith(BEARER + " ")) {
            return Optional.of(new OfferedCredentials(
                    BEARER, "", value.substring(BEARER.length() + 1).strip()));
        }
        if (!value.startsWith(BASIC + " ")) {
            return Optional.empty();
        }
        try {
            String decoded = new String(
                    Base64.getDecoder()
                            .decode(value.substring(BASIC.length() + 1).strip()),
                    UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : basic(withoutNul(decoded.substring(0, colon)), withoutNul(decoded.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            // Not Base64: as good as no credentials.
            return Optional.empty();
        }
    }

    private static Optional<OfferedCredentials> basic(String user, String password) {
        return user.isEmpty() || password.isEmpty() || password.equals("0")
                ? Optional.empty()
                : Optional.of(new OfferedCredentials(BASIC, user, password));
    }

    private static String withoutNul(String text) {
        return text.replace("\0", "");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return scheme + " " + user;
    }
}
