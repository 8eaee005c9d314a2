package net.xcauth.openfire.provider;

import java.util.Optional;
import org.jivesoftware.openfire.auth.AuthProvider;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.InternalUnauthenticatedException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.jivesoftware.openfire.user.UserNotFoundException;

/**
 * Lets cloud users log in with what the cloud accepts, and local users as before. Passwords of cloud users cannot be
 * read or set, and there is no SCRAM: the cloud wants to see the password.
 */
public final class CloudAuthProvider implements AuthProvider {
    private static final String NOT_HERE = "Passwords of Nextcloud users are kept and changed in Nextcloud";

    @Override
    public void authenticate(String username, String password)
            throws UnauthorizedException, ConnectionException, InternalUnauthenticatedException {
        if (username == null || password == null) {
            throw new UnauthorizedException("User name or password is missing");
        }
        Backend backend = Backend.current()
                .orElseThrow(() -> new ConnectionException("The plugin Nextcloud Authentication is not active"));
        Optional<String> user = backend.canonical(username);
        if (user.isEmpty()) {
            throw new UnauthorizedException("\"" + username + "\" cannot be a user of " + backend.domain());
        }
        if (backend.isLocal(user.get())) {
            backend.former().auth().authenticate(user.get(), password);
        } else {
            backend.logins().authenticate(user.get(), password, ClientAddress.current());
        }
    }

    @Override
    public String getPassword(String username) throws UserNotFoundException {
        return former(username).getPassword(username);
    }

    @Override
    public void setPassword(String username, String password) throws UserNotFoundException {
        former(username).setPassword(username, password);
    }

    /** For nobody: a mechanism that some can use would be offered to all, and fail for cloud users. */
    @Override
    public boolean supportsPasswordRetrieval() {
        return false;
    }

    @Override
    public boolean isScramSupported() {
        return false;
    }

    @Override
    public String getSalt(String username) throws UserNotFoundException {
        return former(username).getSalt(username);
    }

    @Override
    public int getIterations(String username) throws UserNotFoundException {
        return former(username).getIterations(username);
    }

    @Override
    public String getServerKey(String username) throws UserNotFoundException {
        return former(username).getServerKey(username);
    }

    @Override
    public String getStoredKey(String username) throws UserNotFoundException {
        return former(username).getStoredKey(username);
    }

    /** The provider of a local user. */
    private static AuthProvider former(String username) {
        Backend backend = Backend.required();
        if (backend.canonical(username).filter(backend::isLocal).isEmpty()) {
            throw new UnsupportedOperationException(NOT_HERE);
        }
        return backend.former().auth();
    }
}
