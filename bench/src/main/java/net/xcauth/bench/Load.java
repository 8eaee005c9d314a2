package net.xcauth.bench;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads a server that speaks a front-end protocol, and prints how fast it answers. One event loop does it, unless more
 * are asked for: the generator runs on the machine of the server that it measures, and on two cores the server needs
 * the other one. More threads here would be measured as a slower server. The price is a ceiling: with one send and one
 * receive for each request the loop is busy with little but the kernel, so that a server about as fast as {@link Echo}
 * is measured as the generator's own rate.
 */
final class Load {

    private static final Duration STORED_AT_MOST = Duration.ofMinutes(1);

    private static final Parameter TO = Parameter.required("to", "ADDRESS", "HOST:PORT or /unix/path");
    private static final Parameter PROTOCOL = Parameter.choice("protocol", Protocol.generic);
    private static final Parameter MIX = Parameter.choice("mix", Mix.token);
    private static final Parameter RECONNECT =
            Parameter.flag("reconnect", "A connection for each request, as saslauthd's clients do.");
    private static final Parameter ONCE = Parameter.flag("once", "Each user asks once, and the measurement is over.");
    private static final Parameter STORED_IN = Parameter.optional(
            "stored-in",
            "FILE",
            "",
            "With --once: wait until this SQLite file has that many more passwords, and print the milliseconds too.");
    private static final Parameter EVENT_LOOPS =
            Parameter.optional("event-loops", "<eventLoops>", "1", "Threads of the generator (default 1).");

    static final Program PROGRAM = new Program(
            "load",
            List.of(
                    "Closed loop: each connection has one request outstanding.",
                    "Every answer should be yes; any other makes the exit status 1."),
            "",
            Stream.concat(
                            Stream.of(TO, PROTOCOL, MIX, RECONNECT, ONCE, STORED_IN, EVENT_LOOPS),
                            LoadOptions.PARAMETERS.stream())
                    .toList(),
            given -> new Load(Settings.from(given)).run());

    private final Settings settings;

    private Load(Settings settings) {
        this.settings = settings;
    }

    private record Settings(
            String to,
            Protocol protocol,
            Mix mix,
            boolean reconnecting,
            boolean once,
            Optional<Path> storedIn,
            int eventLoops,
            LoadOptions options) {

        static Settings from(Arguments given) throws WrongArgumentsException {
            return new Settings(
                    given.text(TO),
                    given.choice(PROTOCOL, Protocol.class),
                    given.choice(MIX, Mix.class),
                    given.has(RECONNECT),
                    given.has(ONCE),
                    storedIn(given),
                    given.integer(EVENT_LOOPS),
                    LoadOptions.from(given));
        }

        private static Optional<Path> storedIn(Arguments given) throws WrongArgumentsException {
            Optional<Path> file = Optional.of(given.text(STORED_IN))
                    .filter(text -> !text.isEmpty())
                    .map(Path::of);
            if (file.isPresent() && !given.has(ONCE)) {
                throw new WrongArgumentsException("Option '--stored-in' needs '--once'");
            }
            return file;
        }
    }

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }

    private int run() throws InterruptedException, IOException, SQLException {
        LoadOptions options = settings.options();
        try (Transport transport = new Transport(settings.eventLoops())) {
            SocketAddress address = transport.address(settings.to());
            Generator generator = new Generator(transport, settings.protocol(), address, settings.reconnecting());
            List<Question> questions = settings.mix().questions(options.crowd(), options.secret(), Instant.now());
            if (settings.storedIn().isPresent()) {
                return untilStored(generator, questions, settings.storedIn().get());
            }
            if (settings.once()) {
                return options.report(generator.askOnce(questions, options.connections()));
            }
            if (settings.mix().seenBefore()) {
                Measured first = generator.askOnce(questions, 1);
                if (first.wrong() > 0) {
                    return options.report(first);
                }
            }
            return options.report(
                    generator.askFor(questions, options.connections(), options.warmUp(), options.measurement()));
        }
    }

    private int untilStored(Generator generator, List<Question> questions, Path file)
            throws InterruptedException, IOException, SQLException {
        LoadOptions options = settings.options();
        try (StoredPasswords stored = StoredPasswords.in(file)) {
            long wanted = stored.count() + questions.size();
            Measured measured = generator.askOnce(questions, options.connections());
            if (measured.wrong() > 0) {
                return options.report(measured);
            }
            Optional<Duration> time = stored.await(wanted, STORED_AT_MOST);
            if (time.isEmpty()) {
                throw new IOException(wanted - stored.count() + " of " + questions.size() + " passwords of the bridge "
                        + "are not in " + file + " after " + STORED_AT_MOST.toSeconds()
                        + " s; look for the reason in its log");
            }
            return options.report(measured, time.get());
        }
    }
}
