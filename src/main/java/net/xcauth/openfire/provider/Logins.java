package net.xcauth.openfire.provider;

import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.UnauthorizedException;

/** Whether a password is a cloud user's. */
@FunctionalInterface
public interface Logins {

    /**
     * Lets the user in, or says why not.
     *
     * @param user     in the one spelling
     * @param password password, app password or time-limited token
     * @throws UnauthorizedException if it is not the user's
     * @throws ConnectionException   if that cannot be told
     */
    void authenticate(String user, String password) throws UnauthorizedException, ConnectionException;
}
