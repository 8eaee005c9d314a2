package net.xcauth.bench;

import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options, and the output, that measurements of the bridge and of the cloud share. Defaults are shown in the help. */
final class LoadOptions {

    private static final double NANOS_PER_MILLI = 1e6;

    @Option(names = "--connections", defaultValue = "8", description = "Concurrent clients.")
    private int connections;

    @Option(names = "--users", defaultValue = "1000", description = "Users that take turns.")
    private int users;

    @Option(names = "--first", defaultValue = "0", description = "Number of the first of these users.")
    private int first;

    @Option(names = "--one-password", description = "All users have the password of user 0, as store-users stores it.")
    private boolean onePassword;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "Load before the measurement.")
    private int warmUp;

    @Option(names = "--measure", paramLabel = "SECONDS", defaultValue = "5", description = "Measured load.")
    private int measure;

    @Option(
            names = "--secret",
            defaultValue = "benchmark",
            description = "API secret of the cloud. Never a real one: other users of this machine can see it.")
    private String secret = "";

    @Option(
            names = "--tab-separated",
            description = "Print one line: requests/s, p50, p90, p99, p99.9, max (ms), requests, failures, and the time"
                    + " until all passwords were stored (ms) if measured.")
    private boolean tabSeparated;

    int connections() {
        return connections;
    }

    BenchUsers users() {
        return new BenchUsers(first, users, onePassword);
    }

    String secret() {
        return secret;
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUp);
    }

    Duration measurement() {
        return Duration.ofSeconds(measure);
    }

    /** Prints a measurement and returns the exit status. */
    int report(Measurement measured) {
        System.out.println(tabSeparated ? measured.asTabSeparated() : measured.asText());
        return status(measured);
    }

    /**
     * Prints a measurement of users whose passwords are stored, and returns the exit status.
     *
     * @param untilStored the time from the last answer until all passwords were stored
     */
    int report(Measurement measured, Duration untilStored) {
        String millis = String.format(Locale.ROOT, "%.0f", untilStored.toNanos() / NANOS_PER_MILLI);
        System.out.println(
                tabSeparated
                        ? measured.asTabSeparated() + "\t" + millis
                        : measured.asText() + "\nall passwords stored " + millis + " ms after the last answer");
        return status(measured);
    }

    private static int status(Measurement measured) {
        measured.firstFailure()
                .ifPresent(failure -> System.err.println("failures: " + measured.failures() + ", first: " + failure));
        return measured.exitStatus();
    }
}
