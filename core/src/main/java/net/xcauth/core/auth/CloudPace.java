package net.xcauth.core.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;

/**
 * The expected time of a cloud's answer about a password: what it took lately, or longer if a question has been under way for
 * longer.
 */
final class CloudPace {
    /** A healthy cloud takes 30 to 60 ms. */
    private static final Duration USUAL = Duration.ofMillis(50);
    /** Sparing the cloud a question is worth this much time. */
    private static final Duration LEAST = Duration.ofMillis(10);
    /** What a question that was not answered for lack of a cloud, or of its will, is taken for. */
    private static final Duration UNANSWERED = Duration.ofSeconds(5);

    private static final int SMOOTHING = 8;

    private final Clock clock;
    private final Map<Object, Instant> underWay = new LinkedHashMap<>();
    private Duration average = USUAL;

    CloudPace(Clock clock) {
        this.clock = clock;
    }

    /** Sends a question and measures how long its answer takes. */
    <T> CompletableFuture<Answer<T>> measure(Supplier<CompletableFuture<Answer<T>>> question) {
        Object begun = begin();
        return question.get().whenComplete((answer, bug) -> end(begun, answer));
    }

    /** How long the next answer is expected to take. */
    synchronized Duration expected() {
        Duration expected = average.compareTo(LEAST) > 0 ? average : LEAST;
        if (!underWay.isEmpty()) {
            Duration oldest = Duration.between(underWay.values().iterator().next(), clock.instant());
            expected = oldest.compareTo(expected) > 0 ? oldest : expected;
        }
        return expected;
    }

    private synchronized Object begin() {
        Object begun = new Object();
        underWay.put(begun, clock.instant());
        return begun;
    }

    private synchronized void end(Object begun, Answer<?> answer) {
        Duration took = Duration.between(underWay.remove(begun), clock.instant());
        if (answer instanceof Unreachable<?> failure
                && (failure.cause().suspicious() || failure.cause().withheld())) {
            took = took.compareTo(UNANSWERED) > 0 ? took : UNANSWERED;
        } else if (answer == null || answer instanceof Unreachable<?>) {
            // It says nothing about other questions.
            return;
        }
        average = average.plus(took.minus(average).dividedBy(SMOOTHING));
    }
}
