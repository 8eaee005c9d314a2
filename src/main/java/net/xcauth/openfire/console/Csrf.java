package net.xcauth.openfire.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.servlet.http.HttpSession;

/**
 * A token that proves that a form comes from a page of this session and not from another site. It is kept in the
 * session and not in a cookie, so that pages in several windows work and no attacker can plant one.
 */
final class Csrf {
    /** The form field that carries it. */
    static final String FIELD = "csrf";

    private static final String ATTRIBUTE = "net.xcauth.csrf";
    private static final int BYTES = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Csrf() {}

    /** The session's token. */
    static String token(HttpSession session) {
        synchronized (RANDOM) {
            if (session.getAttribute(ATTRIBUTE) instanceof String token) {
                return token;
            }
            byte[] bytes = new byte[BYTES];
            RANDOM.nextBytes(bytes);
            String token = HexFormat.of().formatHex(bytes);
            session.setAttribute(ATTRIBUTE, token);
            return token;
        }
    }

    /** @param sent the form's token; empty if it has none */
    static boolean matches(HttpSession session, String sent) {
        return session.getAttribute(ATTRIBUTE) instanceof String token
                && MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }
}
