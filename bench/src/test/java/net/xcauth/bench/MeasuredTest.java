package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class MeasuredTest {

    /** What three significant digits lose. */
    private static final Percentage A_LITTLE = Percentage.withPercentage(0.2);

    private final Histogram latencies = new Histogram(3);

    @Test
    void printsRateAndPercentilesInMilliseconds() {
        for (int millis = 1; millis <= 1000; millis++) {
            latencies.recordValue(Duration.ofMillis(millis).toNanos());
        }
        String[] columns = measured(0).asTabSeparated().split("\t");

        assertThat(columns).hasSize(8);
        assertThat(Double.parseDouble(columns[0])).isEqualTo(500);
        assertThat(Double.parseDouble(columns[1])).isCloseTo(500, A_LITTLE);
        assertThat(Double.parseDouble(columns[2])).isCloseTo(900, A_LITTLE);
        assertThat(Double.parseDouble(columns[3])).isCloseTo(990, A_LITTLE);
        assertThat(Double.parseDouble(columns[4])).isCloseTo(999, A_LITTLE);
        assertThat(Double.parseDouble(columns[5])).isCloseTo(1000, A_LITTLE);
        assertThat(columns[6]).isEqualTo("1000");
        assertThat(columns[7]).isEqualTo("0");
    }

    @Test
    void failsWhenAnAnswerWasWrong() {
        latencies.recordValue(1);

        assertThat(measured(0).exitStatus()).isZero();
        assertThat(measured(1).exitStatus()).isEqualTo(1);
    }

    @Test
    void failsWhenNothingWasMeasured() {
        assertThat(measured(0).exitStatus()).isEqualTo(1);
    }

    private Measured measured(long wrong) {
        return new Measured(latencies, Duration.ofSeconds(2), wrong, Optional.empty());
    }
}
