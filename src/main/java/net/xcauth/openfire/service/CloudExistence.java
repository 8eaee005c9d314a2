package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.openfire.provider.Existence;
import net.xcauth.openfire.provider.KnownUsers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides if users exist. Openfire looks up each contact of each roster that it loads, so the answer for known users
 * comes from memory: a confirmation that is too old is renewed in the background.
 */
final class CloudExistence implements Existence {
    private static final Logger log = LoggerFactory.getLogger(CloudExistence.class);
    private static final int CONCURRENT_CHECKS = 4;

    private final Authenticator authenticator;
    private final String domain;
    private final Duration confirmation;
    private final Bulkhead bulkhead;
    private final Duration patience;
    private final KnownUsers users;
    private final RosterDirectory directory;
    private final Clock clock;
    private final Semaphore checks = new Semaphore(CONCURRENT_CHECKS);

    /**
     * @param confirmation how long the cloud's confirmation of a user is valid
     * @param bulkhead     limits the number of waiting threads
     * @param patience     the longest wait; longer than the cloud's own timeouts
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
            log.info("Existence of {}: cannot tell, {}", user, e.getMessage());
            return false;
        } catch (ExecutionException e) {
            log.error("Existence of {}: failed", user, e);
            return false;
        }
    }

    /** True if the cloud says now that the user does not exist; waits for the cloud. False if it cannot tell. */
    boolean isDenied(String user) {
        Outcome outcome = authenticator.exists(user, domain).join();
        return outcome.decision() == Decision.NO && outcome.reason() != Outcome.Reason.LAST_KNOWN;
    }

    private boolean isOld(Instant confirmed) {
        return confirmed.equals(Instant.MIN) || confirmed.plus(confirmation).isBefore(clock.instant());
    }

    /**
     * Renews a confirmation, unless too many are being renewed: then the next lookup of the user does. The answer
     * reaches {@link UserTracker} through the persistence.
     */
    private void check(String user) {
        if (checks.tryAcquire()) {
            authenticator.exists(user, domain).whenComplete((outcome, failure) -> checks.release());
        }
    }
}
