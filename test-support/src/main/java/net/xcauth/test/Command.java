package net.xcauth.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program that has exited.
 *
 * @param command program and arguments
 * @param exit    exit status
 * @param out     standard output
 * @param err     standard error
 */
public record Command(List<String> command, int exit, String out, String err) {

    /** Runs a program without input. */
    public static Command run(String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }

    /** Runs a program without input. */
    public static Command run(ProcessBuilder builder) throws IOException, InterruptedException {
        return run(builder, Eventually.PATIENCE);
    }

    /** Runs a program without input, and fails if it takes longer. */
    public static Command run(ProcessBuilder builder, Duration patience) throws IOException, InterruptedException {
        Process process = Reaper.start(builder);
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = read(process.inputReader(StandardCharsets.UTF_8));
            CompletableFuture<String> err = read(process.errorReader(StandardCharsets.UTF_8));
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + patience.toSeconds() + " s: " + builder.command());
            }
            return new Command(builder.command(), process.exitValue(), out.join(), err.join());
        } finally {
            process.destroyForcibly();
        }
    }

    /** @throws AssertionError if the exit status is not 0 */
    public Command requireSuccess() {
        if (exit != 0) {
            throw new AssertionError(this);
        }
        return this;
    }

    private static CompletableFuture<String> read(BufferedReader reader) {
        return CompletableFuture.supplyAsync(
                () -> reader.lines().map(line -> line + "\n").collect(Collectors.joining()));
    }
}
