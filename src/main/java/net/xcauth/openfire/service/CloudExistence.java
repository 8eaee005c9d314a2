package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.openfire.provider.Existence;
import net.xcauth.openfire.provider.KnownUsers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether users exist. Openfire asks this for every contact of every roster that it loads, so who is known is not asked
 * about while somebody waits: a confirmation that is too old is renewed in the background.
 */
final class CloudExistence implements Existence {
    private static final Logger log = LoggerFactory.getLogger(CloudExistence.class);
    private static final int CHECKS_AT_ONCE = 4;

    private final Authenticator authenticator;
    private final String domain;
    private final Duration confirmation;
    private final Bulkhead bulkhead;
    private final Duration patience;
    private final KnownUsers users;
    private final RosterDirectory directory;
    private final Clock clock;
    private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE);

    /**
     * @param confirmation how long it counts that the cloud has said so
     * @param bulkhead     limits how many threads wait
     * @param patience     how long to wait at most; longer than the cloud's own timeouts
     */
    CloudExistence(
            Authenticator authenticator,
            String domain,
            Duration confirmation,
            Bulkhead bulkhead,
            Duration patience,
            KnownUsers users,
            RosterDirectory directory,
            Clock clock) {
        this.authenticator = authenticator;
        this.domain = domain;
        this.confirmation = confirmation;
        this.bulkhead = bulkhead;
        this.patience = patience;
        this.users = users;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public boolean exists(String user) {
        if (users.firstSeen(user).isPresent()) {
            if (isOld(users.confirmed(user)) && isOld(directory.confirmed(user))) {
                check(user);
            }
            return true;
        }
        try {
            return bulkhead.await(authenticator.exists(user, domain), patience).decision() == Decision.YES;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException e) {
            log.info("Whether {} exists: cannot tell, {}", user, e.getMessage());
            return false;
        } catch (ExecutionException e) {
            log.error("Whether {} exists could not be decided", user, e);
            return false;
        }
    }

    private boolean isOld(Instant confirmed) {
        return confirmed.equals(Instant.MIN) || confirmed.plus(confirmation).isBefore(clock.instant());
    }

    /** Who finds no place is checked when asked about again. What the cloud says is heard by who keeps the users. */
    private void check(String user) {
        if (checks.tryAcquire()) {
            authenticator.exists(user, domain).whenComplete((outcome, failure) -> checks.release());
        }
    }
}
