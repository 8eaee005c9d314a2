package net.xcauth.core.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;

/**
 * The expected latency of a cloud's password check: a moving average, or the age of the oldest request in flight if
 * that is longer.
 */
final class LatencyEstimate {
    /** A healthy cloud takes 30 to 60 ms. */
    private static final Duration USUAL = Duration.ofMillis(50);
    /** Saving the cloud a request is worth this much time. */
    private static final Duration LEAST = Duration.ofMillis(10);
    /** The assumed latency of a request that got no answer from the cloud, or was rate-limited. */
    private static final Duration UNANSWERED = Duration.ofSeconds(5);

    private static final int SMOOTHING = 8;

    private final Clock clock;
    private final Map<Object, Instant> inFlight = new LinkedHashMap<>();
    private Duration average = USUAL;

    LatencyEstimate(Clock clock) {
        this.clock = clock;
    }

    /** Sends a request and measures its latency. */
    <T> CompletableFuture<Answer<T>> measure(Supplier<CompletableFuture<Answer<T>>> request) {
        Object id = begin();
        return request.get().whenComplete((answer, bug) -> end(id, Optional.ofNullable(answer)));
    }

    /** The time that the next answer is expected to take. */
    synchronized Duration expected() {
        Duration expected = average.compareTo(LEAST) > 0 ? average : LEAST;
        if (!inFlight.isEmpty()) {
            Duration oldest = Duration.between(inFlight.values().iterator().next(), clock.instant());
            expected = oldest.compareTo(expected) > 0 ? oldest : expected;
        }
        return expected;
    }

    private synchronized Object begin() {
        Object id = new Object();
        inFlight.put(id, clock.instant());
        return id;
    }

    /** @param answer empty if the request failed because of a bug */
    private synchronized void end(Object id, Optional<Answer<?>> answer) {
        Duration took = Duration.between(inFlight.remove(id), clock.instant());
        if (answer.isEmpty()) {
            return;
        }
        if (answer.get() instanceof Unreachable<?> failure
                && (failure.cause().suspicious() || failure.cause().withheld())) {
            took = took.compareTo(UNANSWERED) > 0 ? took : UNANSWERED;
        } else if (answer.get() instanceof Unreachable) {
            // Says nothing about the latency of other requests.
            return;
        }
        average = average.plus(took.minus(average).dividedBy(SMOOTHING));
    }
}
