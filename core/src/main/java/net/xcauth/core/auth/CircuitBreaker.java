package net.xcauth.core.auth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares users the timeout and the cloud the flood: after some failures in a row a cloud counts as unreachable at
 * once, but for one probe now and then.
 */
final class CircuitBreaker {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);

    private final URI url;
    private final ProtectionPolicy policy;
    private final Clock clock;
    private int failuresInARow;
    private Instant openedAt;
    private Instant nextProbe;
    private Unreachable<?> lastFailure;

    CircuitBreaker(URI url, ProtectionPolicy policy, Clock clock) {
        this.url = url;
        this.policy = policy;
        this.clock = clock;
    }

    /** Whether the cloud counts as unreachable; a probe may be due all the same. */
    synchronized boolean isOpen() {
        return openedAt != null;
    }

    /** Asks, unless the cloud counts as unreachable and no probe is due. */
    <T> CompletableFuture<Answer<T>> ask(Supplier<CompletableFuture<Answer<T>>> question) {
        Unreachable<T> refusal = refusal();
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        return question.get().thenApply(answer -> {
            learn(answer);
            return answer;
        });
    }

    private synchronized <T> Unreachable<T> refusal() {
        if (openedAt == null) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(nextProbe)) {
            return new Unreachable<>(Cause.CIRCUIT_OPEN, "not asked, since it has failed before: "
                    + lastFailure.detail());
        }
        nextProbe = now.plus(policy.breakerProbe());
        return null;
    }

    private synchronized void learn(Answer<?> answer) {
        if (answer instanceof Unreachable<?> failure && failure.cause().outage()) {
            failed(failure);
        } else if (!(answer instanceof Unreachable<?> failure && failure.cause() == Cause.OVERLOAD)) {
            answered();
        }
    }

    private void failed(Unreachable<?> failure) {
        lastFailure = failure;
        failuresInARow++;
        if (openedAt == null && failuresInARow >= policy.breakerFailures()) {
            openedAt = clock.instant();
            nextProbe = openedAt.plus(policy.breakerProbe());
            log.warn("{} has failed {} times in a row and now counts as unreachable, tried again every {} s; last: "
                    + "{} ({})", url, failuresInARow, policy.breakerProbe().toSeconds(), failure.detail(),
                    failure.cause().remedy());
        }
    }

    private void answered() {
        failuresInARow = 0;
        if (openedAt != null) {
            log.warn("{} answers again after {} s", url, Duration.between(openedAt, clock.instant()).toSeconds());
            openedAt = null;
        }
    }
}
