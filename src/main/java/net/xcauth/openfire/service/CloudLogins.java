package net.xcauth.openfire.service;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome;
import net.xcauth.openfire.provider.Logins;
import org.jivesoftware.openfire.auth.ConnectionException;
import org.jivesoftware.openfire.auth.UnauthorizedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins of cloud users. Openfire's threads wait for the answer, as they do for every provider's. */
final class CloudLogins implements Logins {
    private static final Logger log = LoggerFactory.getLogger(CloudLogins.class);

    private final Authenticator authenticator;
    private final String domain;
    private final Duration patience;
    private final Consumer<String> whenLoggedIn;

    /**
     * @param patience     how long to wait at most; longer than the cloud's own timeouts
     * @param whenLoggedIn told of each user who may log in, before the login goes on
     */
    CloudLogins(Authenticator authenticator, String domain, Duration patience, Consumer<String> whenLoggedIn) {
        this.authenticator = authenticator;
        this.domain = domain;
        this.patience = patience;
        this.whenLoggedIn = whenLoggedIn;
    }

    @Override
    public void authenticate(String user, String password) throws UnauthorizedException, ConnectionException {
        Outcome outcome = await(authenticator.authenticate(user, domain, password));
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

    private Outcome await(CompletableFuture<Outcome> outcome) throws ConnectionException {
        try {
            return outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionException("The server is stopping", e);
        } catch (TimeoutException e) {
            throw new ConnectionException("No answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            log.error("A login could not be decided", e);
            throw new ConnectionException("A login could not be decided", e);
        }
    }
}
