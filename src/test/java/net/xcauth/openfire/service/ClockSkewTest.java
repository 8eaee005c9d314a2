package net.xcauth.openfire.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.Clouds;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.jsxc.Observed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Clouds clouds = mock(Clouds.class);
    private final ClockSkew skew = new ClockSkew(
            clouds,
            new Endpoint.Jsxc(
                    URI.create("https://cloud.example.org/api"), List.of(ApiSecret.of("hush")), "example.org"),
            Clock.fixed(NOON.plusMillis(400), ZoneOffset.UTC));

    private void cloudSays(Optional<Instant> time) {
        when(clouds.observe(any(), any()))
                .thenReturn(CompletableFuture.completedFuture(
                        new Observed<>(new Answer.No<>(""), OptionalInt.of(200), time, 0)));
        skew.measure();
    }

    @ParameterizedTest
    @CsvSource({"0, PT0S", "-60, PT1M0.4S", "60, PT-59.6S", "-1, PT1.4S"})
    void tellsHowFarThisMachineIsAhead(int cloudAhead, Duration expected) {
        cloudSays(Optional.of(NOON.plusSeconds(cloudAhead)));
        assertThat(skew.ahead()).contains(expected);
    }

    @Test
    void isUnknownWithoutADateInTheResponse() {
        assertThat(skew.ahead()).isEmpty();
        cloudSays(Optional.empty());
        assertThat(skew.ahead()).isEmpty();
        when(clouds.observe(any(), any()))
                .thenReturn(CompletableFuture.completedFuture(new Observed<>(
                        new Answer.Unreachable<>(Cause.TIMEOUT, "late"), OptionalInt.empty(), Optional.empty(), 0)));
        skew.measure();
        assertThat(skew.ahead()).isEmpty();
    }
}
