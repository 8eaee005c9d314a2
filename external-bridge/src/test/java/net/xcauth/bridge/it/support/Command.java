package net.xcauth.bridge.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A program that has run to its end.
 *
 * @param command what ran
 * @param exit    its exit status
 * @param out     its standard output
 * @param err     its standard error
 */
public record Command(List<String> command, int exit, String out, String err) {

    /** Runs it without input. */
    public static Command run(String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }

    /** Runs it without input. */
    public static Command run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.errorReader(
                    StandardCharsets.UTF_8)));
            String out = text(process.inputReader(StandardCharsets.UTF_8));
            return new Command(builder.command(), process.waitFor(), out, err.join());
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

    private static String text(BufferedReader reader) {
        return reader.lines().map(line -> line + "\n").reduce("", String::concat);
    }
}
