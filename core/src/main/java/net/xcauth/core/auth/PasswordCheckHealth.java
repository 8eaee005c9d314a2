package net.xcauth.core.auth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Identity;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects a cloud that responds but does not check passwords, such as one whose LDAP server hangs. The password check
 * becomes suspect after timeouts of three users in a row within a minute, if a probe succeeds meanwhile. Users with a
 * remembered password then wait two seconds instead of the whole timeout, and only a few checks run at a time. One
 * answer ends this state.
 */
final class PasswordCheckHealth {
    private static final Logger log = LoggerFactory.getLogger(PasswordCheckHealth.class);
    private static final int USERS = 3;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MAX_IN_FLIGHT = 4;

    private final URI url;
    private final Clock clock;
    private final CircuitBreaker.Timer timer;
    private final Supplier<? extends CompletableFuture<? extends Answer<?>>> probe;
    /** The last users whose password checks timed out, and when, in this order; empty after any answer. */
    private final Map<UserKey, Instant> timeouts = new LinkedHashMap<>();

    private int inFlight;
    private boolean probing;
    private Optional<Instant> suspectSince = Optional.empty();

    /** @param probe sends the cloud a request that concerns none of its users */
    PasswordCheckHealth(
            URI url,
            Clock clock,
            CircuitBreaker.Timer timer,
            Supplier<? extends CompletableFuture<? extends Answer<?>>> probe) {
        this.url = url;
        this.clock = clock;
        this.timer = timer;
        this.probe = probe;
    }

    /** True while the cloud responds but does not check passwords. */
    synchronized boolean isSuspect() {
        return suspectSince.isPresent();
    }

    /** Sends a password, unless the check is suspect and enough checks are in flight. */
    CompletableFuture<Answer<Identity>> send(UserKey user, Supplier<CompletableFuture<Answer<Identity>>> login) {
        if (!acquire()) {
            return CompletableFuture.completedFuture(new Unreachable<>(
                    Cause.PASSWORD_CHECK,
                    "not sent: " + MAX_IN_FLIGHT + " password checks are already waiting for an answer"));
        }
        return login.get().whenComplete((answer, bug) -> {
            if (release(user, Optional.ofNullable(answer))) {
                probe();
            }
        });
    }

    /**
     * The cloud's answer, or a timeout after two seconds if the check is suspect and the password is remembered.
     *
     * @param remembered true if the password is valid without an answer; called after the two seconds
     */
    CompletableFuture<Answer<Identity>> orSoon(CompletableFuture<Answer<Identity>> answer, BooleanSupplier remembered) {
        if (answer.isDone() || !isSuspect()) {
            return answer;
        }
        CompletableFuture<Answer<Identity>> first = answer.copy();
        timer.after(PATIENCE, () -> {
            if (!first.isDone() && remembered.getAsBoolean()) {
                first.complete(new Unreachable<>(
                        Cause.TIMEOUT,
                        WebAddress.shown(url) + " did not check this password within " + PATIENCE.toSeconds()
                                + " s, nor other passwords before"));
            }
        });
        return first;
    }

    private synchronized boolean acquire() {
        if (suspectSince.isPresent() && inFlight >= MAX_IN_FLIGHT) {
            return false;
        }
        inFlight++;
        return true;
    }

    /**
     * Ends a check.
     *
     * @param answer empty if the request failed because of a bug
     * @return true if the probe must be sent now
     */
    private synchronized boolean release(UserKey user, Optional<Answer<Identity>> answer) {
        inFlight--;
        if (answer.isEmpty()) {
            return false;
        }
        if (!(answer.get() instanceof Unreachable<Identity> failure)) {
            answered();
            return false;
        }
        if (failure.cause() != Cause.TIMEOUT || suspectSince.isPresent() || probing) {
            return false;
        }
        Instant now = clock.instant();
        timeouts.remove(user);
        timeouts.put(user, now);
        if (timeouts.size() > USERS) {
            Iterator<UserKey> oldest = timeouts.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        probing =
                timeouts.size() == USERS && !timeouts.values().iterator().next().isBefore(now.minus(WINDOW));
        return probing;
    }

    private void answered() {
        timeouts.clear();
        suspectSince.ifPresent(since -> log.warn(
                "{} checks passwords again after {} s",
                url,
                Duration.between(since, clock.instant()).toSeconds()));
        suspectSince = Optional.empty();
    }

    private void probe() {
        probe.get().whenComplete((answer, bug) -> {
            if (bug != null) {
                log.error("the probe of {} failed because of a bug", url, bug);
            }
            probed(bug == null
                    && !(answer instanceof Unreachable<?> failure
                            && failure.cause().suspicious()));
        });
    }

    private synchronized void probed(boolean healthy) {
        probing = false;
        // Empty if an answer has arrived meanwhile.
        if (healthy && timeouts.size() == USERS) {
            suspectSince = Optional.of(clock.instant());
            log.warn(
                    "{} responds, but did not check the passwords of {} users in a row in time: until it checks one, at most "
                            + "{} checks run at a time, and remembered passwords are accepted after {} s ({})",
                    url,
                    USERS,
                    MAX_IN_FLIGHT,
                    PATIENCE.toSeconds(),
                    Cause.PASSWORD_CHECK.remedy());
        }
        timeouts.clear();
    }
}
