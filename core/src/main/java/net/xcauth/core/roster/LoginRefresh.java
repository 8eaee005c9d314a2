package net.xcauth.core.roster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Refreshes users' rosters when they log in. If all users reconnect at once, or one reconnects repeatedly, some
 * refreshes are postponed, and then done one after another for users still connected.
 */
public final class LoginRefresh {
    /** A roster costs the XMPP server as much as a login; many users are better refreshed by group, a little later. */
    private static final long PER_SECOND = 5;
    /**
     * The minimum time between refreshes of one user by logins, and the delay of postponed refreshes.
     */
    private static final Duration SPACING = Duration.ofSeconds(10);

    private final RosterEngine engine;
    private final RosterDirectory directory;
    private final Predicate<String> isOnline;
    private final Clock clock;
    private final Set<String> later = ConcurrentHashMap.newKeySet();
    private final Runnable refreshLater;
    private long second;
    private long refreshesInSecond;

    /**
     * @param scheduler runs postponed refreshes
     * @param isOnline  tests whether a user is connected
     */
    public LoginRefresh(
            RosterEngine engine,
            RosterDirectory directory,
            Scheduler scheduler,
            Predicate<String> isOnline,
            Clock clock) {
        this.engine = engine;
        this.directory = directory;
        this.isOnline = isOnline;
        this.clock = clock;
        refreshLater = scheduler.soon(SPACING, this::refreshLater);
    }

    /**
     * Handles a login.
     *
     * @param user XMPP local part, as the directory spells it
     * @return the refresh, see {@link RosterEngine#refresh}; empty if postponed, which unknown rosters never are
     */
    public Optional<CompletableFuture<Boolean>> loggedIn(String user) {
        if (directory.hasRoster(user) && (isJustRefreshed(user) || !isBelowLimit())) {
            later.add(user);
            refreshLater.run();
            return Optional.empty();
        }
        return Optional.of(engine.refresh(user));
    }

    /** Ignores a time in the future, which results from a clock that was set back. */
    private boolean isJustRefreshed(String user) {
        Instant asked = directory.asked(user);
        Instant now = clock.instant();
        return !asked.isAfter(now) && asked.plus(SPACING).isAfter(now);
    }

    /** True if the limit of this second is not reached yet. */
    private synchronized boolean isBelowLimit() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            refreshesInSecond = 0;
        }
        return refreshesInSecond++ < PER_SECOND;
    }

    private void refreshLater() throws InterruptedException {
        List<String> users = List.copyOf(later);
        users.forEach(later::remove);
        engine.refreshGroups(users.stream().filter(isOnline).toList(), Duration.ZERO);
    }
}
