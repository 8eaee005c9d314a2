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

/** Who asks for a page, if that is an administrator. */
final class Administrators {
    private static final Logger log = LoggerFactory.getLogger(Administrators.class);
    /** Where the console keeps who has logged in. */
    private static final String AUTH_TOKEN = "jive.admin.authToken";

    private static final String BASIC = "Basic ";

    private Administrators() {}

    /** By the console's session. */
    static Optional<String> bySession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(AUTH_TOKEN) instanceof AuthToken token)) {
            return Optional.empty();
        }
        // Openfire 5: somebody who could not log in has proved to have the server's files.
        boolean recovering = token.getClass().getSimpleName().equals("OneTimeAuthToken");
        return Optional.ofNullable(token.getUsername()).filter(name -> recovering || isAdministrator(name));
    }

    /**
     * By user name and password in the request (RFC 7617), for programs. Wrong ones count like those that are typed into
     * the console's login page.
     */
    static Optional<String> byPassword(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        String[] given = decoded(header.substring(BASIC.length()).strip()).split(":", 2);
        String address = request.getRemoteAddr();
        if (given.length < 2 || LoginLimitManager.getInstance().hasHitConnectionLimit(given[0], address)) {
            return Optional.empty();
        }
        if (isAdministrator(given[0]) && isRight(given[0], given[1])) {
            LoginLimitManager.getInstance().recordSuccessfulAttempt(given[0], address);
            return Optional.of(given[0]);
        }
        LoginLimitManager.getInstance().recordFailedAttempt(given[0], address);
        return Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not Base64, and so no user name and password.
            return "";
        }
    }

    private static boolean isRight(String name, String password) {
        try {
            AuthFactory.authenticate(name, password);
            return true;
        } catch (UnauthorizedException e) {
            // That is the answer.
            return false;
        } catch (ConnectionException | InternalUnauthenticatedException e) {
            log.warn("Whether an administrator's password is right cannot be told: {}", e.getMessage());
            return false;
        }
    }

    private static boolean isAdministrator(String name) {
        return AdminManager.getInstance().isUserAdmin(name, true);
    }
}
