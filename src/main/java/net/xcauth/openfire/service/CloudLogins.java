package net.xcauth.openfire.service;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome;
import net.xcauth.openfire.provider.Logins;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins of cloud users. Openfire's threads wait for the answer as they do for any provider's, but only a limited
 * number of them while the cloud is slow. A request that nobody waits for any longer continues, so the next try gets
 * its answer.
 */
final class CloudLogins implements Logins {
    private static final Logger log = LoggerFactory.getLogger(CloudLogins.class);

    private final Authenticator authenticator;
    private final String domain;
    private final Bulkhead bulkhead;
    private final Duration patience;
    private final Consumer<String> onLogin;

    /**
     * @param bulkhead limits the number of waiting threads
     * @param patience the longest wait; longer than the cloud's own timeouts
     * @param onLogin  called with each user who may log in, before the login completes
     */
    CloudLogins(
            Authenticator authenticator,
            String domain,
            Bulkhead bulkhead,
            Duration patience,
            Consumer<String> onLogin) {
        this.authenticator = authenticator;
        this.domain = domain;
        this.bulkhead = bulkhead;
        this.patience = patience;
        this.onLogin = onLogin;
    }

    @Override
    public void authenticate(String user, String password, Optional<InetAddress> client)
            throws UnauthorizedException, ConnectionException {
        Outcome outcome = await(user, authenticator.authenticate(user, domain, password, client));
        switch (outcome.decision()) {
            case YES -> {
                log.debug("Login of {}: yes, {}", user, outcome.why());
                onLogin.accept(user);
            }
            case NO -> {
                log.info("Login of {}: no, {}", user, outcome.why());
                throw new UnauthorizedException(outcome.why());
            }
            default -> {
                log.info("Login of {}: cannot tell, {}", user, outcome.why());
                throw new ConnectionException(outcome.why());
            }
        }
    }

    private Outcome await(String user, CompletableFuture<Outcome> outcome) throws ConnectionException {
        try {
            return bulkhead.await(outcome, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionException("The server is shutting down", e);
        } catch (TimeoutException e) {
            log.info("Login of {}: cannot tell, {}", user, e.getMessage());
            throw new ConnectionException(e.getMessage(), e);
        } catch (ExecutionException e) {
            log.error("Login of {}: failed", user, e);
            throw new ConnectionException("The login failed because of a bug; Openfire's log has the details", e);
        }
    }
}
