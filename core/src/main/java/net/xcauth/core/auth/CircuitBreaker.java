package net.xcauth.core.auth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.thread.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares users the timeouts and the cloud the flood while a cloud is down. An answer about one user says nothing about
 * the cloud: consecutive failures only make it suspect, and a probe that concerns no user decides. As long as the probe
 * fails, the cloud is considered unreachable for all users, and only the probe is repeated.
 */
final class CircuitBreaker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);

    private final URI url;
    private final ProtectionPolicy policy;
    private final Clock clock;
    private final Timer timer;
    private final Supplier<? extends CompletableFuture<? extends Answer<?>>> probe;
    private int failuresInARow;
    private Optional<Outage> outage = Optional.empty();
    private Instant nextProbe = Instant.MIN;
    private boolean probing;
    private boolean closed;

    private record Outage(Instant since, Unreachable<?> lastFailure) {}

    /** Runs a task once, after a delay. */
    @FunctionalInterface
    interface Timer extends AutoCloseable {
        void after(Duration delay, Runnable task);

        @Override
        default void close() {
            // Nothing to stop.
        }
    }

    /** A daemon thread that starts with the first task and ends when no task is left. */
    static final class DaemonTimer implements Timer {
        private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1, Threads.daemons("xcauth-breaker"), new ThreadPoolExecutor.DiscardPolicy());

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

    /** @param probe sends the cloud a request that concerns none of its users */
    CircuitBreaker(
            URI url,
            ProtectionPolicy policy,
            Clock clock,
            Timer timer,
            Supplier<? extends CompletableFuture<? extends Answer<?>>> probe) {
        this.url = url;
        this.policy = policy;
        this.clock = clock;
        this.timer = timer;
        this.probe = probe;
    }

    /** True while the cloud is considered unreachable. */
    synchronized boolean isOpen() {
        return outage.isPresent();
    }

    /** Sends a request, unless the cloud is considered unreachable. */
    <T> CompletableFuture<Answer<T>> send(Supplier<CompletableFuture<Answer<T>>> request) {
        return send(request, answer -> true);
    }

    /** Does the same if some answers do not come from the cloud: {@code fromCloud} is true for those that do. */
    <T> CompletableFuture<Answer<T>> send(
            Supplier<CompletableFuture<Answer<T>>> request, Predicate<Answer<T>> fromCloud) {
        Optional<Unreachable<T>> rejection = rejection();
        if (rejection.isPresent()) {
            return CompletableFuture.completedFuture(rejection.get());
        }
        return request.get().thenApply(answer -> {
            if (fromCloud.test(answer) && needsProbe(answer)) {
                probe();
            }
            return answer;
        });
    }

    private synchronized <T> Optional<Unreachable<T>> rejection() {
        return outage.map(now -> new Unreachable<>(
                Cause.CIRCUIT_OPEN,
                "not queried, because it failed before: " + now.lastFailure().detail()));
    }

    private synchronized boolean needsProbe(Answer<?> answer) {
        if (!isSuspicious(answer)) {
            if (!(answer instanceof Unreachable<?> failure && failure.cause().withheld())) {
                failuresInARow = 0;
            }
            return false;
        }
        failuresInARow++;
        boolean due = outage.isEmpty()
                && !probing
                && !closed
                && failuresInARow >= policy.breakerFailures()
                && !clock.instant().isBefore(nextProbe);
        probing |= due;
        return due;
    }

    private static boolean isSuspicious(Answer<?> answer) {
        return answer instanceof Unreachable<?> failure && failure.cause().suspicious();
    }

    private void probe() {
        probe.get().whenComplete((answer, bug) -> {
            if (bug != null) {
                log.error("the probe of {} failed because of a bug", url, bug);
            }
            boolean retry = answer instanceof Unreachable<?> failure && isSuspicious(failure)
                    ? probeFailed(failure)
                    : probeSucceeded();
            if (retry) {
                timer.after(policy.breakerProbe(), this::probe);
            }
        });
    }

    /** @return false: the probe need not be repeated */
    private synchronized boolean probeSucceeded() {
        Instant now = probed();
        failuresInARow = 0;
        outage.ifPresent(before -> log.warn(
                "{} is reachable again after {} s",
                url,
                Duration.between(before.since(), now).toSeconds()));
        outage = Optional.empty();
        return false;
    }

    /** @return true if the probe is to be repeated */
    private synchronized boolean probeFailed(Unreachable<?> failure) {
        Instant now = probed();
        if (outage.isEmpty()) {
            log.warn(
                    "{} failed {} times in a row and is considered unreachable; retrying every {} s. Last failure: {} ({})",
                    url,
                    failuresInARow,
                    policy.breakerProbe().toSeconds(),
                    failure.detail(),
                    failure.cause().remedy());
        }
        outage = Optional.of(new Outage(outage.map(Outage::since).orElse(now), failure));
        return !closed;
    }

    private Instant probed() {
        Instant now = clock.instant();
        probing = false;
        nextProbe = now.plus(policy.breakerProbe());
        return now;
    }

    /** Stops the probes. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
