package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Answer.Yes;
import net.xcauth.core.cloud.Cause;
import org.junit.jupiter.api.Test;

/** The circuit breaker of a cloud that answers its probes when the test says so. */
class CircuitBreakerTest {
    private final List<CompletableFuture<Answer<Boolean>>> probes = new ArrayList<>();
    private final List<Runnable> retries = new ArrayList<>();
    private final CircuitBreaker breaker = new CircuitBreaker(
            URI.create("https://cloud.example.org"),
            ProtectionPolicy.defaults(),
            new ManualClock(),
            (delay, task) -> retries.add(task),
            () -> {
                probes.add(new CompletableFuture<>());
                return probes.get(probes.size() - 1);
            });

    private Answer<Boolean> send(Answer<Boolean> answer) {
        return breaker.send(() -> CompletableFuture.completedFuture(answer)).join();
    }

    private void fail(int times, Cause cause) {
        for (int i = 0; i < times; i++) {
            send(new Unreachable<>(cause, "scripted"));
        }
    }

    @Test
    void isOpenFromAFailedProbeUntilASuccessfulOne() {
        fail(5, Cause.TIMEOUT);
        assertThat(breaker.isOpen()).as("the probe decides").isFalse();
        probes.get(0).complete(new Unreachable<>(Cause.TIMEOUT, "down"));
        assertThat(breaker.isOpen()).isTrue();
        assertThat(send(new Yes<>(true)))
                .isInstanceOfSatisfying(
                        Unreachable.class, unsent -> assertThat(unsent.cause()).isEqualTo(Cause.CIRCUIT_OPEN));

        retries.get(0).run();
        probes.get(1).complete(new Answer.No<>("no such user"));
        assertThat(breaker.isOpen()).isFalse();
        assertThat(send(new Yes<>(true))).isEqualTo(new Yes<>(true));
    }

    @Test
    void sendsOneProbeAtATime() {
        fail(20, Cause.TIMEOUT);
        assertThat(probes).hasSize(1);
    }

    /** Anyone can cause such an answer, and it may come from this machine. */
    @Test
    void anAnswerWithheldBecauseOfLimitsSaysNothingAboutTheCloud() {
        fail(4, Cause.TIMEOUT);
        fail(1, Cause.OVERLOAD);
        assertThat(probes).isEmpty();
        fail(1, Cause.TIMEOUT);
        assertThat(probes).hasSize(1);
    }

    @Test
    void anErrorThatTheCloudReportsShowsThatItIsReachable() {
        fail(4, Cause.TIMEOUT);
        fail(1, Cause.CLOUD_ERROR);
        fail(4, Cause.TIMEOUT);
        assertThat(probes).isEmpty();
    }
}
