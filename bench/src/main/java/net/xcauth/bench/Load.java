package net.xcauth.bench;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Puts load on a server and prints its rate and latencies. One event loop is the default: the generator shares the
 * machine with the server, and on two cores more threads here would be measured as a slower server. The price is a
 * ceiling: with one send and one receive per request the loop mostly runs kernel code, so the measured rate of a server
 * as fast as {@link Echo} is the generator's own.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Closed loop: each connection has one outstanding request.",
            "Every answer must be yes; any other is a failure and sets the exit status to 1."
        })
final class Load implements Callable<Integer> {

    private static final Duration STORE_TIMEOUT = Duration.ofMinutes(1);

    @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "HOST:PORT or /unix/path.")
    private String to = "";

    @Option(names = "--protocol", defaultValue = "generic", description = "${COMPLETION-CANDIDATES}.")
    private WireProtocol protocol = WireProtocol.generic;

    @Option(names = "--mix", defaultValue = "token", description = "${COMPLETION-CANDIDATES}.")
    private Workload workload = Workload.token;

    @Option(names = "--reconnect", description = "Open a connection for each request, as saslauthd's clients do.")
    private boolean reconnecting;

    @Option(names = "--once", description = "Send one request per user, then stop.")
    private boolean once;

    @Option(
            names = "--stored-in",
            paramLabel = "FILE",
            description = "With --once: wait until this SQLite file has one more password per user, and print the"
                    + " milliseconds.")
    private Optional<Path> storedIn = Optional.empty();

    @Option(names = "--event-loops", defaultValue = "1", description = "Threads of the generator.")
    private int eventLoops;

    @Mixin
    private LoadOptions options = new LoadOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Load()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException, IOException, SQLException {
        if (storedIn.isPresent() && !once) {
            throw new ParameterException(spec.commandLine(), "--stored-in requires --once");
        }
        try (EventLoops loops = new EventLoops(eventLoops)) {
            SocketAddress address = loops.address(to);
            LoadGenerator generator = new LoadGenerator(loops, protocol, address, reconnecting);
            List<LoadRequest> requests = workload.requests(options.users(), options.secret(), Instant.now());
            if (storedIn.isPresent()) {
                return untilStored(generator, requests, storedIn.get());
            }
            if (once) {
                return options.report(generator.sendOnce(requests, options.connections()));
            }
            if (workload.seenBefore()) {
                Measurement first = generator.sendOnce(requests, 1);
                if (first.failures() > 0) {
                    return options.report(first);
                }
            }
            return options.report(
                    generator.sendFor(requests, options.connections(), options.warmUp(), options.measurement()));
        }
    }

    private int untilStored(LoadGenerator generator, List<LoadRequest> requests, Path file)
            throws InterruptedException, IOException, SQLException {
        try (StoredPasswords stored = StoredPasswords.in(file)) {
            long expected = stored.count() + requests.size();
            Measurement measured = generator.sendOnce(requests, options.connections());
            if (measured.failures() > 0) {
                return options.report(measured);
            }
            Optional<Duration> time = stored.await(expected, STORE_TIMEOUT);
            if (time.isEmpty()) {
                throw new IOException(
                        expected - stored.count() + " of " + requests.size() + " passwords are missing in " + file
                                + " after " + STORE_TIMEOUT.toSeconds() + " s; see the bridge's log for the reason");
            }
            return options.report(measured, time.get());
        }
    }
}
