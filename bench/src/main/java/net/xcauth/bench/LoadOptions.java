package net.xcauth.bench;

import java.time.Duration;
import java.util.List;

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
record LoadOptions(int connections, Crowd crowd, String secret, Duration warmUp, Duration measurement,
        boolean tabSeparated) {

    private static final Parameter CONNECTIONS =
            Parameter.optional("connections", "<connections>", "8", "Clients at once (default 8).");
    private static final Parameter USERS =
            Parameter.optional("users", "<users>", "1000", "Users that take turns (default 1000).");
    private static final Parameter WARM_UP =
            Parameter.optional("warm-up", "SECONDS", "3", "Load that is not counted (default 3).");
    private static final Parameter MEASURE =
            Parameter.optional("measure", "SECONDS", "5", "Load that is counted (default 5).");
    private static final Parameter SECRET = Parameter.optional("secret", "SECRET", "benchmark",
            "API secret of the cloud that is measured; never a real one: other users of the machine see it.");
    private static final Parameter TAB_SEPARATED = Parameter.flag("tab-separated",
            "Print one line: requests/s, p50, p90, p99, p99.9, max (ms), requests, wrong answers.");

    static final List<Parameter> PARAMETERS =
            List.of(CONNECTIONS, USERS, WARM_UP, MEASURE, SECRET, TAB_SEPARATED);

    static LoadOptions from(Arguments given) throws WrongArgumentsException {
        return new LoadOptions(given.integer(CONNECTIONS), new Crowd(given.integer(USERS)), given.text(SECRET),
                Duration.ofSeconds(given.integer(WARM_UP)), Duration.ofSeconds(given.integer(MEASURE)),
                given.has(TAB_SEPARATED));
    }

    /** Prints what was measured and returns the program's exit status. */
    int report(Measured measured) {
        System.out.println(tabSeparated ? measured.asTabSeparated() : measured.asText());
        measured.firstProblem().ifPresent(problem ->
                System.err.println("wrong: " + measured.wrong() + ", first: " + problem));
        return measured.exitStatus();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return connections + " connections, " + crowd.size() + " users, " + warmUp + " and " + measurement;
    }
}
