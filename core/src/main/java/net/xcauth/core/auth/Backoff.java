package net.xcauth.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cache.BoundedCaches;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;

/**
 * Exponential backoff for a request that keeps failing, such as the roster of a user whose group the cloud cannot read.
 * After the second failure in a row it is not sent for a second; each further failure doubles that, up to a minute.
 * Meanwhile the last failure is the answer. Other requests are not affected.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MAX_REQUESTS = 10_000;

    private final Clock clock;
    private final Cache<Object, Failures> failing;

    /**
     * The failures of one request.
     *
     * @param pause zero after the first failure
     * @param until the time at which the request may be sent again
     */
    private record Failures(Duration pause, Instant until, Unreachable<?> last) {}

    Backoff(Clock clock) {
        this.clock = clock;
        failing = BoundedCaches.builder(clock, MAX_REQUESTS)
                .expireAfterWrite(LONGEST.multipliedBy(2))
                .build();
    }

    /**
     * Sends a request, or repeats its last failure during the pause.
     *
     * @param key equal for equal requests
     */
    <T> CompletableFuture<Answer<T>> send(Object key, Supplier<CompletableFuture<Answer<T>>> request) {
        Failures former = failing.getIfPresent(key);
        if (former != null && clock.instant().isBefore(former.until)) {
            return CompletableFuture.completedFuture(new Unreachable<>(former.last.cause(), former.last.detail()));
        }
        return request.get().thenApply(answer -> {
            if (answer instanceof Unreachable<T> failure && failure.cause().concernsQuestion()) {
                failing.asMap().merge(key, first(failure), (earlier, first) -> next(earlier, failure));
            } else if (!(answer instanceof Unreachable<T>)) {
                failing.invalidate(key);
            }
            return answer;
        });
    }

    private Failures first(Unreachable<?> failure) {
        return new Failures(Duration.ZERO, clock.instant(), failure);
    }

    private Failures next(Failures earlier, Unreachable<?> failure) {
        Duration doubled = earlier.pause.isZero() ? FIRST : earlier.pause.multipliedBy(2);
        Duration pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return new Failures(pause, clock.instant().plus(pause), failure);
    }
}
