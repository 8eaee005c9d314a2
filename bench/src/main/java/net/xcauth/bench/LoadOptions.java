package net.xcauth.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a measurement of the bridge and one of the cloud have in common.
 *
 * @param connections clients at once
 * @param crowd who takes turns
 * @param secret API secret of the cloud that is measured
 * @param warmUp load that is not counted
 * @param measurement load that is counted
 * @param tabSeparated whether the result is one line for {@code bench/run}
 */
record LoadOptions(
        int connections, Crowd crowd, String secret, Duration warmUp, Duration measurement, boolean tabSeparated) {

    private static final Parameter CONNECTIONS =
            Parameter.optional("connections", "<connections>", "8", "Clients at once (default 8).");
    private static final Parameter USERS =
            Parameter.optional("users", "<users>", "1000", "Users that take turns (default 1000).");
    private static final Parameter FIRST =
            Parameter.optional("first", "<first>", "0", "Number of the first of these users (default 0).");
    private static final Parameter ONE_PASSWORD =
            Parameter.flag("one-password", "All users have the password of number 0, as stored-crowd stores them.");
    private static final Parameter WARM_UP =
            Parameter.optional("warm-up", "SECONDS", "3", "Load that is not counted (default 3).");
    private static final Parameter MEASURE =
            Parameter.optional("measure", "SECONDS", "5", "Load that is counted (default 5).");
    private static final Parameter SECRET = Parameter.optional(
            "secret",
            "SECRET",
            "benchmark",
            "API secret of the cloud that is measured; never a real one: other users of the machine see it.");
    private static final Parameter TAB_SEPARATED = Parameter.flag(
            "tab-separated",
            "Print one line: requests/s, p50, p90, p99, p99.9, max (ms), requests, wrong answers, more if asked for.");

    private static final double NANOS_PER_MILLI = 1e6;

    static final List<Parameter> PARAMETERS =
            List.of(CONNECTIONS, USERS, FIRST, ONE_PASSWORD, WARM_UP, MEASURE, SECRET, TAB_SEPARATED);

    static LoadOptions from(Arguments given) throws WrongArgumentsException {
        Crowd crowd = new Crowd(given.integer(FIRST), given.integer(USERS), given.has(ONE_PASSWORD));
        return new LoadOptions(
                given.integer(CONNECTIONS),
                crowd,
                given.text(SECRET),
                Duration.ofSeconds(given.integer(WARM_UP)),
                Duration.ofSeconds(given.integer(MEASURE)),
                given.has(TAB_SEPARATED));
    }

    /** Prints what was measured and returns the program's exit status. */
    int report(Measured measured) {
        System.out.println(tabSeparated ? measured.asTabSeparated() : measured.asText());
        return status(measured);
    }

    /** The same of passwords that were stored after they had been answered. */
    int report(Measured measured, Duration untilStored) {
        String millis = String.format(Locale.ROOT, "%.0f", untilStored.toNanos() / NANOS_PER_MILLI);
        System.out.println(
                tabSeparated
                        ? measured.asTabSeparated() + "\t" + millis
                        : measured.asText() + "\nstored " + millis + " ms after the last answer");
        return status(measured);
    }

    private static int status(Measured measured) {
        measured.firstProblem()
                .ifPresent(problem -> System.err.println("wrong: " + measured.wrong() + ", first: " + problem));
        return measured.exitStatus();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return connections + " connections, " + crowd.size() + " users, " + warmUp + " and " + measurement;
    }
}
