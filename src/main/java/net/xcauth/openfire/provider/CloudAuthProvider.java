package net.xcauth.openfire.provider;

import java.util.Optional;
import org.jivesoftware.openfire.auth.AuthProvider;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.InternalUnauthenticatedException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Logs in cloud users by passwords that the cloud accepts, and local users as before. Passwords of cloud users can be
 * neither read nor set, and SCRAM is not supported: the cloud needs the plain password.
 */
public final class CloudAuthProvider implements AuthProvider {
    private static final String MANAGED_IN_NEXTCLOUD = "Passwords of Nextcloud users are managed in Nextcloud";

    @Override
    public void authenticate(@Nullable String username, @Nullable String password)
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
            backend.original().auth().authenticate(user.get(), password);
        } else {
            backend.logins().authenticate(user.get(), password, ClientAddress.current());
        }
    }

    @Override
    public String getPassword(String username) throws UserNotFoundException {
        return original(username).getPassword(username);
    }

    @Override
    public void setPassword(String username, String password) throws UserNotFoundException {
        original(username).setPassword(username, password);
    }

    /** Not for local users either: Openfire would offer DIGEST-MD5 to all users, and cloud users would fail. */
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
        return original(username).getSalt(username);
    }

    @Override
    public int getIterations(String username) throws UserNotFoundException {
        return original(username).getIterations(username);
    }

    @Override
    public String getServerKey(String username) throws UserNotFoundException {
        return original(username).getServerKey(username);
    }

    @Override
    public String getStoredKey(String username) throws UserNotFoundException {
        return original(username).getStoredKey(username);
    }

    /**
     * The provider of a local user.
     *
     * @throws UnsupportedOperationException for a cloud user
     */
    private static AuthProvider original(String username) {
        Backend backend = Backend.required();
        if (backend.canonical(username).filter(backend::isLocal).isEmpty()) {
            throw new UnsupportedOperationException(MANAGED_IN_NEXTCLOUD);
        }
        return backend.original().auth();
    }
}
