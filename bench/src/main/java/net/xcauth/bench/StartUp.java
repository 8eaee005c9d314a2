package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Starts a program again and again. With a question: how long from its start to its answer on standard output. Without
 * one: how long until it has ended.
 */
final class StartUp {

    private static final Duration AT_MOST = Duration.ofSeconds(30);
    private static final double NANOS_PER_MILLI = 1e6;

    /** How the time ends. */
    enum Until {
        /** A token in protocol {@code generic} has been answered. */
        token,
        /** A password in protocol {@code generic} has been answered. */
        password,
        /** The program has ended by itself with status 0 and printed True. */
        exit
    }

    private static final Parameter UNTIL = Parameter.choice("until", Until.token);
    private static final Parameter RUNS =
            Parameter.optional("runs", "<runs>", "11", "How often (default 11), after one that is not counted.");
    private static final Parameter SECRET =
            Parameter.optional("secret", "<secret>", "benchmark", "What the token is signed with.");

    private static final Parameter TURNS = Parameter.optional(
            "turns",
            "VALUE,VALUE",
            "",
            "Start the command with each of these in the place of {} in turns, and print a line for each.");

    static final Program PROGRAM = new Program(
            "start-up",
            List.of("Prints the median, the least and the greatest time in milliseconds, tab-separated."),
            "COMMAND",
            List.of(UNTIL, RUNS, SECRET, TURNS),
            given -> new StartUp(Settings.from(given)).run());

    private final Settings settings;

    private StartUp(Settings settings) {
        this.settings = settings;
    }

    private record Settings(Until until, int runs, String secret, List<List<String>> commands) {

        static Settings from(Arguments given) throws WrongArgumentsException {
            return new Settings(
                    given.choice(UNTIL, Until.class),
                    given.integer(RUNS),
                    given.text(SECRET),
                    Stream.of(given.text(TURNS).split(","))
                            .map(value -> command(given.rest(), value))
                            .toList());
        }

        private static List<String> command(List<String> words, String value) {
            return value.isEmpty()
                    ? words
                    : words.stream().map(word -> word.replace("{}", value)).toList();
        }

        /** Without the secret, and without the command, whose arguments may be passwords. */
        @Override
        public String toString() {
            return runs + " runs until " + until;
        }
    }

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }

    private int run() throws IOException, InterruptedException {
        List<Histogram> times = new ArrayList<>();
        for (List<String> command : settings.commands()) {
            once(command);
            times.add(new Histogram(3));
        }
        for (int run = 0; run < settings.runs(); run++) {
            for (int turn = 0; turn < times.size(); turn++) {
                times.get(turn).recordValue(once(settings.commands().get(turn)));
            }
        }
        times.forEach(StartUp::print);
        return Program.OK;
    }

    private static void print(Histogram times) {
        System.out.printf(
                Locale.ROOT,
                "%.0f\t%.0f\t%.0f%n",
                times.getValueAtPercentile(50) / NANOS_PER_MILLI,
                times.getMinValue() / NANOS_PER_MILLI,
                times.getMaxValue() / NANOS_PER_MILLI);
    }

    private long once(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return settings.until() == Until.exit ? untilExit(program, start) : untilAnswer(program, start);
        } finally {
            program.destroy();
            if (!program.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
        }
    }

    private long untilAnswer(Process program, long start) throws IOException {
        try (OutputStream requests = program.getOutputStream()) {
            requests.write(Protocol.generic.framing().request(question()));
            requests.flush();
            byte[] answer = program.getInputStream().readNBytes(2);
            long time = System.nanoTime() - start;
            expect("1\n", answer);
            return time;
        }
    }

    private long untilExit(Process program, long start) throws IOException, InterruptedException {
        byte[] printed = program.getInputStream().readAllBytes();
        program.waitFor();
        long time = System.nanoTime() - start;
        expect("True\n", printed);
        return time;
    }

    private Question question() {
        Mix mix = settings.until() == Until.token ? Mix.token : Mix.uncached;
        return mix.questions(new Crowd(1), settings.secret(), Instant.now()).get(0);
    }

    private static void expect(String wanted, byte[] printed) throws IOException {
        String text = new String(printed, US_ASCII);
        if (!text.equals(wanted)) {
            throw new IOException("the program printed '" + text.strip() + "' instead of '" + wanted.strip() + "'");
        }
    }
}
