package net.xcauth.openfire.provider;

import java.net.InetAddress;
import java.util.Optional;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.UnauthorizedException;

/** Checks passwords of cloud users. */
@FunctionalInterface
public interface Logins {

    /**
     * Returns if the user may log in.
     *
     * @param user     in canonical spelling
     * @param password password, app password or time-limited token
     * @param client   the address of the user's client; empty if it is unknown
     * @throws UnauthorizedException if the password is wrong, or the user may not log in
     * @throws ConnectionException   if the cloud cannot tell
     */
    void authenticate(String user, String password, Optional<InetAddress> client)
            throws UnauthorizedException, ConnectionException;
}
