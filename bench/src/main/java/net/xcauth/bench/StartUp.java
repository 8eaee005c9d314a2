package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a program repeatedly and measures the time to its first answer on standard output, or to its exit. */
@Command(
        name = "start-up",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Prints the median, least and greatest time in milliseconds, tab-separated.")
final class StartUp implements Callable<Integer> {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final double NANOS_PER_MILLI = 1e6;

    /** The event that ends the measured time. */
    enum Until {
        /** The answer to a token in protocol {@code generic}. */
        token,
        /** The answer to a password in protocol {@code generic}. */
        password,
        /** The exit of a program that prints True. */
        exit
    }

    @Option(names = "--until", defaultValue = "token", description = "${COMPLETION-CANDIDATES}.")
    private Until until = Until.token;

    @Option(names = "--runs", defaultValue = "11", description = "Number of runs, after one that is not measured.")
    private int runs;

    @Option(names = "--secret", defaultValue = "benchmark", description = "API secret, which signs the token.")
    private String secret = "";

    @Option(
            names = "--turns",
            paramLabel = "VALUE",
            split = ",",
            description =
                    "Run the command with each of these values in place of {}, in turns, and print a line for each.")
    private List<String> turns = List.of();

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The program and its arguments.")
    private List<String> command = List.of();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new StartUp()).setStopAtPositional(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<List<String>> commands = turns.isEmpty()
                ? List.of(command)
                : turns.stream().map(this::commandWith).toList();
        List<Histogram> times = new ArrayList<>();
        for (List<String> each : commands) {
            timeOnce(each);
            times.add(new Histogram(3));
        }
        for (int run = 0; run < runs; run++) {
            for (int turn = 0; turn < times.size(); turn++) {
                times.get(turn).recordValue(timeOnce(commands.get(turn)));
            }
        }
        times.forEach(StartUp::print);
        return CommandLine.ExitCode.OK;
    }

    private List<String> commandWith(String value) {
        return command.stream().map(word -> word.replace("{}", value)).toList();
    }

    private static void print(Histogram times) {
        System.out.printf(
                Locale.ROOT,
                "%.0f\t%.0f\t%.0f%n",
                times.getValueAtPercentile(50) / NANOS_PER_MILLI,
                times.getMinValue() / NANOS_PER_MILLI,
                times.getMaxValue() / NANOS_PER_MILLI);
    }

    private long timeOnce(List<String> words) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process program = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return until == Until.exit ? untilExit(program, start) : untilAnswer(program, start);
        } finally {
            program.destroy();
            if (!program.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                program.destroyForcibly();
            }
        }
    }

    private long untilAnswer(Process program, long start) throws IOException {
        try (OutputStream requests = program.getOutputStream()) {
            requests.write(WireProtocol.generic.request(request()));
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

    private LoadRequest request() {
        Workload workload = until == Until.token ? Workload.token : Workload.uncached;
        return workload.requests(new BenchUsers(1), secret, Instant.now()).get(0);
    }

    private static void expect(String expected, byte[] printed) throws IOException {
        String text = new String(printed, US_ASCII);
        if (!text.equals(expected)) {
            throw new IOException("the program printed '" + text.strip() + "' instead of '" + expected.strip() + "'");
        }
    }
}
