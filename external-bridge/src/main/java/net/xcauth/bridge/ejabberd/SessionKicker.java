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
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions of users whose access to the cloud has ended, and in ejabberd 25.07 and later FAST tokens (XEP-0484).
 *
 * <p>While ejabberd is unreachable or refuses the command, this is retried, since the tokens outlive an outage. It is
 * also repeated for users without a session: in that case ejabberd keeps the tokens, and one of them may open a session
 * later.
 */
final class SessionKicker implements AccountListener {
    private static final Logger log = LoggerFactory.getLogger(SessionKicker.class);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_OFFLINE = 1_000;
    private static final int MAX_OFFLINE_IF_SLOW = 20;
    /** The default lifetime of tokens in ejabberd. */
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(30);

    private final Ejabberd ejabberd;
    private final Kick when;
    private final CompletableFuture<Set<String>> served;
    private final ScheduledExecutorService thread;
    private final Duration interval;
    /** The users to kick, with the reason. */
    private final ConcurrentMap<UserKey, String> waiting = new ConcurrentHashMap<>();

    /** Users who had no session; this and the following belong to the thread. */
    private final Map<UserKey, Offline> offline = new HashMap<>();

    private final RetryDelay delay = new RetryDelay(LONGEST_DELAY);
    private String trouble = "";

    /**
     * A user who had no session.
     *
     * @param why      the user is kicked
     * @param attempts how many more there will be
     */
    private record Offline(String why, long attempts) {}

    /**
     * @param served   the domains that ejabberd serves, lower case
     * @param thread   a single one
     * @param interval between attempts for users without a session
     */
    SessionKicker(
            Ejabberd ejabberd,
            Kick when,
            CompletableFuture<Set<String>> served,
            ScheduledExecutorService thread,
            Duration interval) {
        this.ejabberd = ejabberd;
        this.when = when;
        this.served = served;
        this.thread = thread;
        this.interval = interval;
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
            kick(user, "a password of the account is no longer valid");
        }
    }

    private void kick(UserKey user, String why) {
        if (served.isDone() && !served.join().contains(user.domain())) {
            return;
        }
        if (waiting.size() >= MAX_WAITING) {
            log.warn(
                    "did not log {} out of ejabberd ({}): {} other users are already waiting",
                    user,
                    why,
                    waiting.size());
            return;
        }
        waiting.put(user, why);
        served.thenRun(() -> later(Duration.ZERO, this::kickAll));
    }

    private void later(Duration time, Runnable task) {
        try {
            thread.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("closing, so nobody is logged out any more", e);
        }
    }

    private void kickAll() {
        try {
            for (Map.Entry<UserKey, String> each : waiting.entrySet()) {
                UserKey user = each.getKey();
                if (served.join().contains(user.domain()) && !kickNow(user, each.getValue())) {
                    repeatLater(user, each.getValue());
                }
                waiting.remove(user, each.getValue());
            }
            delay.reset();
            trouble = "";
        } catch (EjabberdException e) {
            if (!trouble.equals(e.getMessage())) {
                trouble = e.getMessage();
                log.warn("{} users are not logged out of ejabberd yet: {}", waiting.size(), trouble);
            }
            later(delay.next(), this::kickAll);
        }
    }

    private void repeatLater(UserKey user, String why) {
        if (offline.isEmpty()) {
            later(interval, this::kickOffline);
        }
        if (offline.size() < (ejabberd.isQuick() ? MAX_OFFLINE : MAX_OFFLINE_IF_SLOW)) {
            offline.put(user, new Offline(why, TOKEN_LIFETIME.dividedBy(interval)));
        }
    }

    private void kickOffline() {
        try {
            for (Map.Entry<UserKey, Offline> each : List.copyOf(offline.entrySet())) {
                Offline state = each.getValue();
                if (kickNow(each.getKey(), state.why) || state.attempts <= 1) {
                    offline.remove(each.getKey());
                } else {
                    offline.put(each.getKey(), new Offline(state.why, state.attempts - 1));
                }
            }
        } catch (EjabberdException e) {
            log.debug("users without a session are kicked again later", e);
        }
        if (!offline.isEmpty()) {
            later(interval, this::kickOffline);
        }
    }

    /** Returns false if the user had no session. True also after a failure of this user alone, which would recur. */
    private boolean kickNow(UserKey user, String why) throws EjabberdException {
        try {
            int sessions = ejabberd.kick(user.local(), user.domain());
            if (sessions > 0 || !offline.containsKey(user)) {
                log.info("logged {} out of ejabberd ({} sessions): {}", user, sessions, why);
            }
            return sessions > 0;
        } catch (EjabberdException e) {
            if (e.kind() != Kind.FAILED) {
                throw e;
            }
            log.warn("did not log {} out of ejabberd ({}): {}", user, why, e.getMessage());
            return true;
        }
    }
}
