package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    /** The rounding error of three significant digits. */
    private static final Percentage ROUNDING = Percentage.withPercentage(0.2);

    private final Histogram latencies = new Histogram(3);

    @Test
    void printsRateAndPercentilesInMilliseconds() {
        for (int millis = 1; millis <= 1000; millis++) {
            latencies.recordValue(Duration.ofMillis(millis).toNanos());
        }
        String[] columns = measurement(0).asTabSeparated().split("\t");

        assertThat(columns).hasSize(8);
        assertThat(Double.parseDouble(columns[0])).isEqualTo(500);
        assertThat(Double.parseDouble(columns[1])).isCloseTo(500, ROUNDING);
        assertThat(Double.parseDouble(columns[2])).isCloseTo(900, ROUNDING);
        assertThat(Double.parseDouble(columns[3])).isCloseTo(990, ROUNDING);
        assertThat(Double.parseDouble(columns[4])).isCloseTo(999, ROUNDING);
        assertThat(Double.parseDouble(columns[5])).isCloseTo(1000, ROUNDING);
        assertThat(columns[6]).isEqualTo("1000");
        assertThat(columns[7]).isEqualTo("0");
    }

    @Test
    void failsAfterAFailure() {
        latencies.recordValue(1);

        assertThat(measurement(0).exitStatus()).isZero();
        assertThat(measurement(1).exitStatus()).isEqualTo(1);
    }

    @Test
    void failsWithoutRequests() {
        assertThat(measurement(0).exitStatus()).isEqualTo(1);
    }

    private Measurement measurement(long failures) {
        return new Measurement(latencies, Duration.ofSeconds(2), failures, Optional.empty());
    }
}
