package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import net.xcauth.core.roster.LoginRefresh;
import net.xcauth.core.roster.RosterDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a user's first login wait for the roster, for a second at most, and not at all while rosters are slow. Later
 * logins find a roster, and changes are pushed to it.
 */
final class FirstRoster implements Consumer<String> {
    private static final Logger log = LoggerFactory.getLogger(FirstRoster.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final LoginRefresh refresh;
    private final RosterDirectory directory;
    private final Clock clock;
    /** True if the last roster took longer: many new users at once would otherwise occupy all of Openfire's threads. */
    private volatile boolean slow;

    FirstRoster(LoginRefresh refresh, RosterDirectory directory, Clock clock) {
        this.refresh = refresh;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public void accept(String user) {
        boolean known = directory.hasRoster(user);
        Optional<CompletableFuture<Boolean>> refreshed = refresh.loggedIn(user);
        if (known || refreshed.isEmpty()) {
            return;
        }
        Instant soon = clock.instant().plus(PATIENCE);
        CompletableFuture<Boolean> roster = refreshed.get();
        boolean waits = !slow;
        roster.whenComplete((changed, failure) -> slow = clock.instant().isAfter(soon));
        if (waits) {
            await(user, roster);
        }
    }

    private void await(String user, CompletableFuture<Boolean> roster) {
        try {
            roster.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            slow = true;
            log.debug("The roster of {} is slow: the login does not wait for it", user);
        } catch (ExecutionException e) {
            log.error("Cannot refresh the roster of {}", user, e);
        }
    }
}
