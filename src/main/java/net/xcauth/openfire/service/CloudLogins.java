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
 * Logins of cloud users. Openfire's threads wait for the answer, as they do for every provider's, though only a limited
 * number of them while the cloud is slow. A question that nobody waits for continues: at the next try its answer is known.
 */
final class CloudLogins implements Logins {
    private static final Logger log = LoggerFactory.getLogger(CloudLogins.class);

    private final Authenticator authenticator;
    private final String domain;
    private final Bulkhead bulkhead;
    private final Duration patience;
    private final Consumer<String> whenLoggedIn;

    /**
     * @param bulkhead     limits how many threads wait
     * @param patience     how long to wait at most; longer than the cloud's own timeouts
     * @param whenLoggedIn told of each user who may log in, before the login goes on
     */
    CloudLogins(
            Authenticator authenticator,
            String domain,
            Bulkhead bulkhead,
            Duration patience,
            Consumer<String> whenLoggedIn) {
        this.authenticator = authenticator;
        this.domain = domain;
        this.bulkhead = bulkhead;
        this.patience = patience;
        this.whenLoggedIn = whenLoggedIn;
    }

    @Override
    public void authenticate(String user, String password, Optional<InetAddress> client)
            throws UnauthorizedException, ConnectionException {
        Outcome outcome = await(user, authenticator.authenticate(user, domain, password, client));
        switch (outcome.decision()) {
            case YES -> {
                log.debug("Login of {}: yes, {}", user, outcome.why());
                whenLoggedIn.accept(user);
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
            throw new ConnectionException("The server is stopping", e);
        } catch (TimeoutException e) {
            log.info("Login of {}: cannot tell, {}", user, e.getMessage());
            throw new ConnectionException(e.getMessage(), e);
        } catch (ExecutionException e) {
            log.error("A login could not be decided", e);
            throw new ConnectionException("A login could not be decided", e);
        }
    }
}
