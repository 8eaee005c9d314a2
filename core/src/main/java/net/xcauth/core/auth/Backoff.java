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
 * Spaces out a question that keeps failing, such as the roster of a user whose group the cloud cannot read. From the second
 * failure in a row on it is not sent for a second, and each further one doubles that, up to a minute; meanwhile the last
 * failure is the answer. Other questions are not affected.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Cache<Object, Failures> questions;

    /**
     * The failures of one question.
     *
     * @param pause zero after the first
     * @param until when it may be sent again
     */
    private record Failures(Duration pause, Instant until, Unreachable<?> last) {}

    Backoff(Clock clock) {
        this.clock = clock;
        questions = BoundedCaches.builder(clock, MOST)
                .expireAfterWrite(LONGEST.multipliedBy(2))
                .build();
    }

    /**
     * Sends the question, or repeats the last failure while the question is spaced out.
     *
     * @param key equal for equal questions
     */
    <T> CompletableFuture<Answer<T>> ask(Object key, Supplier<CompletableFuture<Answer<T>>> question) {
        Failures former = questions.getIfPresent(key);
        if (former != null && clock.instant().isBefore(former.until)) {
            return CompletableFuture.completedFuture(new Unreachable<>(former.last.cause(), former.last.detail()));
        }
        return question.get().thenApply(answer -> {
            if (answer instanceof Unreachable<T> failure && failure.cause().concernsQuestion()) {
                questions.asMap().compute(key, (same, earlier) -> failed(earlier, failure));
            } else if (!(answer instanceof Unreachable<T>)) {
                questions.invalidate(key);
            }
            return answer;
        });
    }

    private Failures failed(Failures earlier, Unreachable<?> failure) {
        Instant now = clock.instant();
        if (earlier == null) {
            return new Failures(Duration.ZERO, now, failure);
        }
        Duration doubled = earlier.pause.isZero() ? FIRST : earlier.pause.multipliedBy(2);
        Duration pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return new Failures(pause, now.plus(pause), failure);
    }
}
