package net.xcauth.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Leaves nothing behind when this Java ends, even if it is killed: a process of its own outlives it for a moment, kills the
 * processes that bear the mark of this test run, and removes the mounts, control groups and folders that it was told of.
 */
public final class Reaper {
    private static final String MARK = "XCAUTH_TEST_RUN";
    private static final String RUN = "%d-%x".formatted(ProcessHandle.current().pid(), System.nanoTime());
    private static final Reaper REAPER = new Reaper();

    private final OutputStream orders;

    private Reaper() {
        try (InputStream script = Reaper.class.getResourceAsStream("reaper.sh")) {
            orders = new ProcessBuilder(
                            "sh",
                            "-c",
                            new String(script.readAllBytes(), StandardCharsets.UTF_8),
                            "reaper",
                            MARK + "=" + RUN)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process that is killed when the tests end, with all that it has started. */
    static Process start(ProcessBuilder builder) throws IOException {
        builder.environment().put(MARK, RUN);
        return builder.start();
    }

    /** Deletes the file, or the folder with all that is in it, if it is still there when the tests have ended. */
    static void delete(Path file) throws IOException {
        REAPER.order("delete", file);
    }

    /** Unmounts what is still mounted there when the tests have ended. */
    public static void unmount(Path place) throws IOException {
        REAPER.order("unmount", place);
    }

    /** Removes the control group if it is still there when the tests have ended. */
    public static void removeControlGroup(Path group) throws IOException {
        REAPER.order("group", group);
    }

    private synchronized void order(String action, Path path) throws IOException {
        orders.write((action + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
        orders.flush();
    }
}
