package net.xcauth.bridge.ejabberd;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.ejabberd.EjabberdException.Kind;
import net.xcauth.bridge.ejabberd.EjabberdSettings.Kick;
import net.xcauth.core.auth.AccountListener;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends users' sessions in ejabberd, and from version 25.07 on their FAST tokens (XEP-0484), when their access to the cloud has
 * ended, once per event.
 * While ejabberd is unreachable or refuses the command, it is tried again, since its tokens outlive it. It is tried again as well
 * while a user has no session, since ejabberd then leaves the tokens alone: one of them may bring a session in.
 */
final class Kicks implements AccountListener {
    private static final Logger log = LoggerFactory.getLogger(Kicks.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_OFFLINE = 1_000;
    private static final int MOST_OFFLINE_WHEN_SLOW = 20;
    /** As long as ejabberd keeps tokens by default. */
    private static final Duration TOKENS_LIVE = Duration.ofDays(30);

    private final Ejabberd ejabberd;
    private final Kick when;
    private final CompletableFuture<Set<String>> served;
    private final ScheduledExecutorService thread;
    /** From users to what has happened to them. */
    private final ConcurrentMap<UserKey, String> waiting = new ConcurrentHashMap<>();

    private final Duration interval;
    /** Users without a session; of the thread. */
    private final Map<UserKey, Offline> offline = new HashMap<>();
    /** Of the thread. */
    private Duration pause = FIRST_PAUSE;

    private String trouble = "";

    /** What has happened to a user, and how often it is tried again. */
    private record Offline(String why, long attempts) {}

    /**
     * @param served   the domains that ejabberd serves, lower case
     * @param thread   a single one
     * @param interval after which users without a session are tried again
     */
    Kicks(
            Ejabberd ejabberd,
            Kick when,
            CompletableFuture<Set<String>> served,
            ScheduledExecutorService thread,
            Duration interval) {
        this.interval = interval;
        this.ejabberd = ejabberd;
        this.when = when;
        this.served = served;
        this.thread = thread;
    }

    @Override
    public void ended(UserKey user, End how) {
        if (when != Kick.NEVER) {
            kick(user, how == End.DELETED ? "the account was deleted" : "the account was disabled");
        }
    }

    @Override
    public void passwordChanged(UserKey user) {
        if (when == Kick.PASSWORD) {
            kick(user, "a password of the account is not valid any more");
        }
    }

    private void kick(UserKey user, String why) {
        if (served.isDone() && !served.join().contains(user.domain())) {
            return;
        }
        if (waiting.size() >= MOST_WAITING) {
            log.warn(
                    "{} is not logged out of ejabberd although {}: {} others already wait for ejabberd",
                    user,
                    why,
                    waiting.size());
            return;
        }
        waiting.put(user, why);
        served.thenRun(() -> later(Duration.ZERO, this::kickAll));
    }

    private void later(Duration delay, Runnable task) {
        try {
            thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("ending, so nobody is logged out any more", e);
        }
    }

    private void kickAll() {
        try {
            for (Map.Entry<UserKey, String> each : waiting.entrySet()) {
                if (!served.join().contains(each.getKey().domain())) {
                    waiting.remove(each.getKey(), each.getValue());
                    continue;
                }
                if (!kickNow(each.getKey(), each.getValue())) {
                    keep(each.getKey(), each.getValue());
                }
                waiting.remove(each.getKey(), each.getValue());
            }
            pause = FIRST_PAUSE;
            trouble = "";
        } catch (EjabberdException e) {
            if (!trouble.equals(e.getMessage())) {
                trouble = e.getMessage();
                log.warn("{} users are not logged out of ejabberd yet: {}", waiting.size(), trouble);
            }
            later(pause, this::kickAll);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }

    private void keep(UserKey user, String why) {
        if (offline.isEmpty()) {
            later(interval, this::kickOffline);
        }
        if (offline.size() < (ejabberd.isQuick() ? MOST_OFFLINE : MOST_OFFLINE_WHEN_SLOW)) {
            offline.put(user, new Offline(why, TOKENS_LIVE.dividedBy(interval)));
        }
    }

    private void kickOffline() {
        try {
            for (Map.Entry<UserKey, Offline> each : List.copyOf(offline.entrySet())) {
                Offline was = each.getValue();
                if (kickNow(each.getKey(), was.why) || was.attempts <= 1) {
                    offline.remove(each.getKey());
                } else {
                    offline.put(each.getKey(), new Offline(was.why, was.attempts - 1));
                }
            }
        } catch (EjabberdException e) {
            log.debug("tried again with the others", e);
        }
        if (!offline.isEmpty()) {
            later(interval, this::kickOffline);
        }
    }

    /** @return true if there was a session, or if ejabberd fails with this user alone, which another attempt would not change */
    private boolean kickNow(UserKey user, String why) throws EjabberdException {
        try {
            int sessions = ejabberd.kick(Accounts.userOf(user.account()), user.domain());
            if (sessions > 0 || !offline.containsKey(user)) {
                log.info("{} is logged out of ejabberd ({} sessions), since {}", user, sessions, why);
            }
            return sessions > 0;
        } catch (EjabberdException e) {
            if (e.kind() != Kind.FAILED) {
                throw e;
            }
            log.warn("{} is not logged out of ejabberd although {}: {}", user, why, e.getMessage());
            return true;
        }
    }
}
