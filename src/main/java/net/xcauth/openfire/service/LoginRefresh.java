package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refreshes a user's roster at login, in the background. Only the first login of a user waits for it, and not longer
 * than a second: others have a roster already, to which changes are pushed. When everybody reconnects at once, or
 * somebody again and again, the cloud is not asked each time: some wait until a little later, and are asked for if
 * still connected then, one after the other.
 */
final class LoginRefresh implements Consumer<String> {
    private static final Logger log = LoggerFactory.getLogger(LoginRefresh.class);
    private static final int PATIENCE_MILLIS = 1_000;
    private static final long PER_SECOND = 20;
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
     * @param upkeep   asks later
     * @param isOnline whether a user is connected
     */
    LoginRefresh(RosterEngine engine, RosterDirectory directory, Upkeep upkeep, Predicate<String> isOnline,
                 Clock clock) {
        this.engine = engine;
        this.directory = directory;
        this.isOnline = isOnline;
        this.clock = clock;
        askLater = upkeep.soon(SPACING, this::askLater);
    }

    @Override
    public void accept(String user) {
        boolean known = directory.hasRoster(user);
        if (known && (isJustAsked(user) || !isAmongFew())) {
            later.add(user);
            askLater.run();
            return;
        }
        var refresh = engine.refresh(user);
        if (known) {
            return;
        }
        try {
            refresh.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            log.debug("The roster of {} comes later", user);
        } catch (ExecutionException e) {
            log.error("The roster of {} could not be refreshed", user, e);
        }
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
        engine.refreshAll(users.stream().filter(isOnline).toList(), Duration.ZERO);
    }
}
