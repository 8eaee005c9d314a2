package net.xcauth.openfire.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpSession;
import org.jivesoftware.admin.LoginLimitManager;
import org.jivesoftware.openfire.admin.AdminManager;
import org.jivesoftware.openfire.auth.AuthFactory;
import org.jivesoftware.openfire.auth.AuthToken;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.InternalUnauthenticatedException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the administrator who sends a request. */
final class Administrators {
    private static final Logger log = LoggerFactory.getLogger(Administrators.class);
    /** The console's session attribute for the user who is logged in. */
    private static final String AUTH_TOKEN = "jive.admin.authToken";

    private static final String BASIC = "Basic ";

    private Administrators() {}

    /** The administrator who is logged in to the console; empty if there is none. */
    static Optional<String> bySession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(AUTH_TOKEN) instanceof AuthToken token)) {
            return Optional.empty();
        }
        // Openfire 5: an administrator who cannot log in has proved access to the server's files.
        boolean recovering = token.getClass().getSimpleName().equals("OneTimeAuthToken");
        return Optional.ofNullable(token.getUsername()).filter(name -> recovering || isAdministrator(name));
    }

    /**
     * The administrator whose user name and password are in the request (Basic authentication, RFC 7617), for programs;
     * empty if there are none, or they are wrong. Wrong ones count like those on the console's login page.
     */
    static Optional<String> byPassword(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        String[] credentials = decoded(header.substring(BASIC.length()).strip()).split(":", 2);
        String name = credentials[0];
        String address = request.getRemoteAddr();
        if (credentials.length < 2 || LoginLimitManager.getInstance().hasHitConnectionLimit(name, address)) {
            return Optional.empty();
        }
        if (isAdministrator(name) && isRight(name, credentials[1])) {
            LoginLimitManager.getInstance().recordSuccessfulAttempt(name, address);
            return Optional.of(name);
        }
        LoginLimitManager.getInstance().recordFailedAttempt(name, address);
        return Optional.empty();
    }

    /** Decodes Base64; empty if it is not. */
    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isRight(String name, String password) {
        try {
            AuthFactory.authenticate(name, password);
            return true;
        } catch (UnauthorizedException e) {
            return false;
        } catch (ConnectionException | InternalUnauthenticatedException e) {
            log.warn("Cannot check an administrator's password: {}", e.getMessage());
            return false;
        }
    }

    private static boolean isAdministrator(String name) {
        return AdminManager.getInstance().isUserAdmin(name, true);
    }
}
