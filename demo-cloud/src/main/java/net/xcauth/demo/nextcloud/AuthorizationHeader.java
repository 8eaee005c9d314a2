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
record AuthorizationHeader(String scheme, String user, String password) {

    static final String BASIC = "Basic";
    static final String BEARER = "Bearer";

    /** Parses the header; empty if it is missing, malformed or incomplete. To PHP, the password "0" is missing, too. */
    static Optional<AuthorizationHeader> parse(Optional<String> header) {
        String value = header.orElse("");
        if (value.startsWith(BEARER + " ")) {
            return Optional.of(new AuthorizationHeader(
                    BEARER, "", value.substring(BEARER.length() + 1).strip()));
        }
        if (!value.startsWith(BASIC + " ")) {
            return Optional.empty();
        }
        return base64(value.substring(BASIC.length() + 1).strip()).flatMap(decoded -> {
            int colon = decoded.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : basic(withoutNul(decoded.substring(0, colon)), withoutNul(decoded.substring(colon + 1)));
        });
    }

    private static Optional<String> base64(String encoded) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(encoded), UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<AuthorizationHeader> basic(String user, String password) {
        return user.isEmpty() || password.isEmpty() || password.equals("0")
                ? Optional.empty()
                : Optional.of(new AuthorizationHeader(BASIC, user, password));
    }

    private static String withoutNul(String text) {
        return text.replace("\0", "");
    }

    /** Omits the password. */
    @Override
    public String toString() {
        return scheme + " " + user;
    }
}
