package net.xcauth.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/**
 * The result of a measurement.
 *
 * @param latencies    of the answered requests, in nanoseconds
 * @param time         the duration of the measurement
 * @param failures     unexpected answers and broken connections
 * @param firstFailure a description of the first failure
 */
record Measurement(Histogram latencies, Duration time, long failures, Optional<String> firstFailure) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final double NANOS_PER_MILLI = 1e6;

    long requests() {
        return latencies.getTotalCount();
    }

    double requestsPerSecond() {
        return requests() / (time.toNanos() / 1e9);
    }

    /** The exit status of the measuring program; a measurement without requests has failed, too. */
    int exitStatus() {
        return failures > 0 || requests() == 0 ? 1 : 0;
    }

    /** One line for {@code bench/run}: requests/s, p50, p90, p99, p99.9, max (milliseconds), requests, failures. */
    String asTabSeparated() {
        StringJoiner line = new StringJoiner("\t");
        line.add(String.format(Locale.ROOT, "%.1f", requestsPerSecond()));
        for (double percentile : PERCENTILES) {
            line.add(millis(latencies.getValueAtPercentile(percentile)));
        }
        line.add(millis(latencies.getMaxValue()));
        return line.add(Long.toString(requests())).add(Long.toString(failures)).toString();
    }

    /** Several lines for a terminal. */
    String asText() {
        StringJoiner text = new StringJoiner("\n");
        text.add(String.format(
                Locale.ROOT,
                "%.0f requests/s (%d in %.2f s), %d failures",
                requestsPerSecond(),
                requests(),
                time.toNanos() / 1e9,
                failures));
        for (double percentile : PERCENTILES) {
            text.add(String.format(
                    Locale.ROOT, "p%-5s %s ms", percentile, millis(latencies.getValueAtPercentile(percentile))));
        }
        return text.add("max    " + millis(latencies.getMaxValue()) + " ms").toString();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / NANOS_PER_MILLI);
    }
}
