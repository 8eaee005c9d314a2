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
 * Refreshes users' rosters when they log in. When everybody reconnects at once, or somebody again and again, the cloud
 * is not asked each time: some wait until a little later, and are asked for if still connected then, one after the
 * other.
 */
public final class LoginRefresh {
    /** A roster costs the XMPP server as much as a login, and a crowd is better asked for by groups, a little later. */
    private static final long PER_SECOND = 5;
    /**
     * How long after a question for a user's roster logins of that user ask the next one, and how long at most those
     * wait who are too many.
     */
    private static final Duration SPACING = Duration.ofSeconds(10);

    private final RosterEngine engine;
    private final RosterDirectory directory;
    private final Predicate<String> isOnline;
    private final Clock clock;
    private final Set<String> later = ConcurrentHashMap.newKeySet();
    private final Runnable askLater;
    private long second;
    private long askedInSecond;

    /**
     * @param scheduler asks later
     * @param isOnline whether a user is connected
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
        askLater = scheduler.soon(SPACING, this::askLater);
    }

    /**
     * A user has logged in.
     *
     * @param user XMPP local part, as the directory spells it
     * @return the question that was asked, see {@link RosterEngine#refresh}; empty if it is asked later. Whose roster is
     *         not known is always asked for
     */
    public Optional<CompletableFuture<Boolean>> loggedIn(String user) {
        if (directory.hasRoster(user) && (isJustAsked(user) || !isAmongFew())) {
            later.add(user);
            askLater.run();
            return Optional.empty();
        }
        return Optional.of(engine.refresh(user));
    }

    /** A time to come is of a clock that has been set back, and says nothing. */
    private boolean isJustAsked(String user) {
        Instant asked = directory.asked(user);
        Instant now = clock.instant();
        return !asked.isAfter(now) && asked.plus(SPACING).isAfter(now);
    }

    /** Whether less than so many were asked for in this second of the clock. */
    private synchronized boolean isAmongFew() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            askedInSecond = 0;
        }
        return askedInSecond++ < PER_SECOND;
    }

    private void askLater() throws InterruptedException {
        List<String> users = List.copyOf(later);
        users.forEach(later::remove);
        engine.refreshGroups(users.stream().filter(isOnline).toList(), Duration.ZERO);
    }
}
