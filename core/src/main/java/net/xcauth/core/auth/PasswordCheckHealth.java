package net.xcauth.core.auth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * Notices a cloud that is healthy except that it checks no passwords, such as one whose LDAP server hangs. Timeouts of three
 * users in a row within a minute, while the neutral question succeeds, make the password check suspect. Users whose password
 * is remembered then wait two seconds instead of the whole timeout, and only a few questions are under way at a time. One
 * answer ends it.
 */
final class PasswordCheckHealth {
    private static final Logger log = LoggerFactory.getLogger(PasswordCheckHealth.class);
    private static final int USERS = 3;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int QUESTIONS_AT_ONCE = 4;

    private final URI url;
    private final Clock clock;
    private final CircuitBreaker.Timer timer;
    private final Supplier<? extends CompletableFuture<? extends Answer<?>>> neutralQuestion;
    /** The last users whose questions got no answer in time, and when, in that order; empty after any answer. */
    private final Map<UserKey, Instant> timeouts = new LinkedHashMap<>();

    private int underWay;
    private boolean deciding;
    private Instant suspectSince;

    /** @param neutralQuestion sends the cloud a question that concerns none of its users */
    PasswordCheckHealth(
            URI url,
            Clock clock,
            CircuitBreaker.Timer timer,
            Supplier<? extends CompletableFuture<? extends Answer<?>>> neutralQuestion) {
        this.url = url;
        this.clock = clock;
        this.timer = timer;
        this.neutralQuestion = neutralQuestion;
    }

    /** True while the cloud answers, but not about passwords. */
    synchronized boolean isSuspect() {
        return suspectSince != null;
    }

    /** Sends the question about a password, unless the check is suspect and enough of them are under way. */
    CompletableFuture<Answer<Identity>> ask(UserKey user, Supplier<CompletableFuture<Answer<Identity>>> question) {
        if (!enter()) {
            return CompletableFuture.completedFuture(new Unreachable<>(
                    Cause.PASSWORD_CHECK,
                    "not asked, since " + QUESTIONS_AT_ONCE + " passwords wait for an answer already"));
        }
        return question.get().whenComplete((answer, bug) -> {
            if (leave(user, answer)) {
                decide();
            }
        });
    }

    /**
     * The cloud's answer, or a timeout after two seconds if the check is suspect and the password is remembered.
     *
     * @param remembered whether a password is valid without an answer; asked after the two seconds
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
                        WebAddress.shown(url) + " did not answer within " + PATIENCE.toSeconds()
                                + " s, and not about other passwords before"));
            }
        });
        return first;
    }

    private synchronized boolean enter() {
        if (suspectSince != null && underWay >= QUESTIONS_AT_ONCE) {
            return false;
        }
        underWay++;
        return true;
    }

    /** @return whether the neutral question must be sent now */
    private synchronized boolean leave(UserKey user, Answer<Identity> answer) {
        underWay--;
        if (!(answer instanceof Unreachable<Identity> failure)) {
            if (answer != null) {
                answered();
            }
            return false;
        }
        if (failure.cause() != Cause.TIMEOUT || suspectSince != null || deciding) {
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
        deciding =
                timeouts.size() == USERS && !timeouts.values().iterator().next().isBefore(now.minus(WINDOW));
        return deciding;
    }

    private void answered() {
        timeouts.clear();
        if (suspectSince != null) {
            log.warn(
                    "{} checks passwords again after {} s",
                    url,
                    Duration.between(suspectSince, clock.instant()).toSeconds());
            suspectSince = null;
        }
    }

    private void decide() {
        neutralQuestion.get().whenComplete((answer, bug) -> {
            if (bug != null) {
                log.error("{} could not be asked whether it is there", url, bug);
            }
            decided(bug == null
                    && !(answer instanceof Unreachable<?> failure
                            && failure.cause().suspicious()));
        });
    }

    private synchronized void decided(boolean healthy) {
        deciding = false;
        // An answer that came meanwhile has emptied them.
        if (healthy && timeouts.size() == USERS) {
            suspectSince = clock.instant();
            log.warn(
                    "{} answers, but checked the passwords of {} users in a row not in time: until it answers about one, "
                            + "it is asked about {} at a time, and remembered passwords are accepted after {} s ({})",
                    url,
                    USERS,
                    QUESTIONS_AT_ONCE,
                    PATIENCE.toSeconds(),
                    Cause.PASSWORD_CHECK.remedy());
        }
        timeouts.clear();
    }
}
