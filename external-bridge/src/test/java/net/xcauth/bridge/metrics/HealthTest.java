package net.xcauth.bridge.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.metrics.CloudHealth.Failure;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final CloudHealth GOOD = new CloudHealth("https://good.example.org", true, NOON, Optional.empty());
    private static final CloudHealth BAD = new CloudHealth(
            "https://bad.example.org",
            false,
            NOON,
            Optional.of(new Failure(NOON, Cause.CONNECT, "connection refused")));

    @Test
    void beforeTheFirstQueryItIsHealthy() {
        assertThat(Health.of(List.of())).isEqualTo(new Health(true, List.of("ok")));
    }

    @Test
    void oneUnreachableCloudOfSeveralIsReportedButTheProgramIsHealthy() {
        assertThat(Health.of(List.of(BAD, GOOD)))
                .isEqualTo(new Health(
                        true,
                        List.of(
                                "ok",
                                "https://bad.example.org has not answered since 2026-01-01T12:00:00Z: connection "
                                        + "refused ("
                                        + Cause.CONNECT.remedy() + ")",
                                "https://good.example.org has answered since 2026-01-01T12:00:00Z")));
    }

    @Test
    void withoutACloudItIsUnhealthyAndNamesTheRemedy() {
        assertThat(Health.withoutCloud("no cloud is configured", "Fill it in."))
                .isEqualTo(new Health(false, List.of("no cloud is configured", "Fill it in.")));
    }

    @Test
    void ifNoCloudAnswersItIsUnhealthy() {
        Health health = Health.of(List.of(BAD));

        assertThat(health.healthy()).isFalse();
        assertThat(health.lines()).first().isEqualTo("no cloud answers");
    }
}
