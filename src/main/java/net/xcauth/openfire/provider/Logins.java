package net.xcauth.openfire.provider;

import java.net.InetAddress;
import java.util.Optional;
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
     * @param client   the address of the user's client; empty if it is unknown
     * @throws UnauthorizedException if it is not the user's
     * @throws ConnectionException   if that cannot be told
     */
    void authenticate(String user, String password, Optional<InetAddress> client)
            throws UnauthorizedException, ConnectionException;
}
