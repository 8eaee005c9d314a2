package net.xcauth.bridge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The program's log in a folder, readable while it is written. Standard error is as before afterwards. */
public final class CapturedLog implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PrintStream standardError = System.err;
    private final Path file;
    private final Logs logs;

    public CapturedLog(Path folder) {
        file = folder.resolve("xcauth.log");
        logs = Logs.open(new LogSettings(folder, true, false));
    }

    Logs logs() {
        return logs;
    }

    /** The text of the log so far. */
    public List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }

    /** Returns the first line that holds this text, once it has been written. */
    public String await(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (String line : lines()) {
                if (line.contains(text)) {
                    return line;
                }
            }
            Thread.sleep(5);
        }
        assertThat(lines()).as("log").anyMatch(line -> line.contains(text));
        throw new AssertionError("came too late: " + text);
    }

    @Override
    public void close() {
        logs.close();
        System.err.close();
        System.setErr(standardError);
    }
}
