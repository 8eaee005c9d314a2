package net.xcauth.openfire.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.nextcloud.BruteForce;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class BruteForceExemptionTest {
    private final Clock clock = Mockito.mock(Clock.class);
    private Instant now = Instant.EPOCH;
    private Answer<BruteForce> answer = new Answer.Unreachable<>(Cause.CONNECT, "refused");
    private int asked;

    private BruteForceExemption exemption(Optional<InetAddress> here) {
        Mockito.when(clock.instant()).thenAnswer(call -> now);
        Mockito.when(clock.getZone()).thenReturn(ZoneOffset.UTC);
        return new BruteForceExemption(
                () -> {
                    asked++;
                    return CompletableFuture.completedFuture(answer);
                },
                () -> here,
                clock);
    }

    private void cloudSays(Optional<Boolean> exempt) {
        answer = new Answer.Yes<>(new BruteForce(32, Duration.ZERO, exempt));
    }

    @Test
    void isUnknownUntilTheCloudAnswers() {
        BruteForceExemption exemption = exemption(Optional.of(InetAddress.getLoopbackAddress()));
        exemption.check();
        assertThat(exemption.isExempt()).isEmpty();
        cloudSays(Optional.of(false));
        exemption.check();
        assertThat(exemption.isExempt()).contains(false);
        answer = new Answer.Unreachable<>(Cause.CONNECT, "refused");
        exemption.check();
        assertThat(exemption.isExempt()).as("an outage says nothing about it").contains(false);
    }

    @Test
    void isCheckedUntilItIsTrueAndThenOnceAnHour() {
        BruteForceExemption exemption = exemption(Optional.of(InetAddress.getLoopbackAddress()));
        cloudSays(Optional.of(false));
        exemption.check();
        exemption.check();
        assertThat(asked).isEqualTo(2);
        cloudSays(Optional.of(true));
        exemption.check();
        exemption.check();
        assertThat(asked).isEqualTo(3);
        now = now.plus(Duration.ofHours(1));
        exemption.check();
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void theCommandNamesThisServerAsTheCloudSeesIt() {
        BruteForceExemption exemption = exemption(Optional.of(InetAddress.getLoopbackAddress()));
        exemption.check();
        assertThat(exemption.command())
                .isEqualTo("occ config:app:set bruteForce whitelist_xcauth --value 127.0.0.1/32");
        BruteForceExemption behindAProxy = exemption(Optional.empty());
        behindAProxy.check();
        assertThat(behindAProxy.command()).endsWith("ADDRESS/32");
    }
}
