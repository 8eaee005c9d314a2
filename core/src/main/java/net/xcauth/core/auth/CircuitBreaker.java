package net.xcauth.core.auth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.thread.Daemons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares users the timeout and the cloud the flood while a cloud is down. An answer about one user says nothing about the
 * cloud: failures in a row only make it suspect, and a question that concerns no user decides. As long as that fails, the
 * cloud counts as unreachable for everybody, and only the neutral question is repeated.
 */
final class CircuitBreaker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);

    private final URI url;
    private final ProtectionPolicy policy;
    private final Clock clock;
    private final Timer timer;
    private final Supplier<? extends CompletableFuture<? extends Answer<?>>> neutralQuestion;
    private int failuresInARow;
    private Instant openedAt;
    private Instant nextDecision = Instant.MIN;
    private boolean deciding;
    private boolean closed;
    private Unreachable<?> lastFailure;

    /** Runs a task once, after a delay. */
    @FunctionalInterface
    interface Timer extends AutoCloseable {
        void after(Duration delay, Runnable task);

        @Override
        default void close() {
            // There is nothing to end.
        }
    }

    /** A daemon thread that starts with the first task and ends when no task is left. */
    static final class DaemonTimer implements Timer {
        private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1, Daemons.named("xcauth-breaker"), new ThreadPoolExecutor.DiscardPolicy());

        DaemonTimer() {
            thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            thread.setKeepAliveTime(10, TimeUnit.SECONDS);
            thread.allowCoreThreadTimeOut(true);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            thread.shutdown();
        }
    }

    /** @param neutralQuestion sends the cloud a question that concerns none of its users */
    CircuitBreaker(
            URI url,
            ProtectionPolicy policy,
            Clock clock,
            Timer timer,
            Supplier<? extends CompletableFuture<? extends Answer<?>>> neutralQuestion) {
        this.url = url;
        this.policy = policy;
        this.clock = clock;
        this.timer = timer;
        this.neutralQuestion = neutralQuestion;
    }

    /** True while the cloud counts as unreachable. */
    synchronized boolean isOpen() {
        return openedAt != null;
    }

    /** Sends the question, unless the cloud counts as unreachable. */
    <T> CompletableFuture<Answer<T>> ask(Supplier<CompletableFuture<Answer<T>>> question) {
        return ask(question, answer -> true);
    }

    /** The same where some answers do not come from the cloud: {@code tells} is true of those that do. */
    <T> CompletableFuture<Answer<T>> ask(Supplier<CompletableFuture<Answer<T>>> question, Predicate<Answer<T>> tells) {
        Unreachable<T> refusal = refusal();
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        return question.get().thenApply(answer -> {
            if (tells.test(answer) && suspects(answer)) {
                decide();
            }
            return answer;
        });
    }

    private synchronized <T> Unreachable<T> refusal() {
        return openedAt == null
                ? null
                : new Unreachable<>(
                        Cause.CIRCUIT_OPEN, "not asked, since it has failed before: " + lastFailure.detail());
    }

    /** True if the neutral question must be sent now. */
    private synchronized boolean suspects(Answer<?> answer) {
        if (!(answer instanceof Unreachable<?> failure && failure.cause().suspicious())) {
            if (!(answer instanceof Unreachable<?> withheld && withheld.cause().withheld())) {
                failuresInARow = 0;
            }
            return false;
        }
        failuresInARow++;
        boolean due = openedAt == null
                && !deciding
                && !closed
                && failuresInARow >= policy.breakerFailures()
                && !clock.instant().isBefore(nextDecision);
        deciding |= due;
        return due;
    }

    private void decide() {
        neutralQuestion.get().whenComplete((answer, bug) -> {
            if (bug != null) {
                log.error("{} could not be asked whether it is there", url, bug);
            }
            if (decided(
                    answer instanceof Unreachable<?> failure && failure.cause().suspicious() ? failure : null)) {
                timer.after(policy.breakerProbe(), this::decide);
            }
        });
    }

    /** @return whether to ask again */
    private synchronized boolean decided(Unreachable<?> failure) {
        Instant now = clock.instant();
        deciding = false;
        nextDecision = now.plus(policy.breakerProbe());
        if (failure == null) {
            failuresInARow = 0;
            if (openedAt != null) {
                log.warn(
                        "{} answers again after {} s",
                        url,
                        Duration.between(openedAt, now).toSeconds());
                openedAt = null;
            }
            return false;
        }
        lastFailure = failure;
        if (openedAt == null) {
            openedAt = now;
            log.warn(
                    "{} has failed {} times in a row and now counts as unreachable, tried again every {} s; last: "
                            + "{} ({})",
                    url,
                    failuresInARow,
                    policy.breakerProbe().toSeconds(),
                    failure.detail(),
                    failure.cause().remedy());
        }
        return !closed;
    }

    /** Ends the repeated question. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
