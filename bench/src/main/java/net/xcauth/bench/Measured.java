package net.xcauth.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/**
 * What a measurement found.
 *
 * @param latencies of the requests that were answered, in nanoseconds
 * @param time in which they were answered
 * @param wrong how many answers were not the expected ones, plus how many connections broke
 * @param firstProblem what the first of these was
 */
record Measured(Histogram latencies, Duration time, long wrong, Optional<String> firstProblem) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final double NANOS_PER_MILLI = 1e6;

    long requests() {
        return latencies.getTotalCount();
    }

    double requestsPerSecond() {
        return requests() / (time.toNanos() / 1e9);
    }

    /** Exit status of a program that measured this: an empty measurement is as wrong as a wrong answer. */
    int exitStatus() {
        return wrong > 0 || requests() == 0 ? 1 : 0;
    }

    /** One line for {@code bench/run}: requests/s, p50, p90, p99, p99.9, max (milliseconds), requests, wrong. */
    String asTabSeparated() {
        StringJoiner line = new StringJoiner("\t");
        line.add(String.format(Locale.ROOT, "%.1f", requestsPerSecond()));
        for (double percentile : PERCENTILES) {
            line.add(millis(latencies.getValueAtPercentile(percentile)));
        }
        line.add(millis(latencies.getMaxValue()));
        return line.add(Long.toString(requests())).add(Long.toString(wrong)).toString();
    }

    /** The same for people. */
    String asText() {
        StringJoiner text = new StringJoiner("\n");
        text.add(String.format(
                Locale.ROOT,
                "%.0f requests/s (%d in %.2f s), %d wrong",
                requestsPerSecond(),
                requests(),
                time.toNanos() / 1e9,
                wrong));
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
