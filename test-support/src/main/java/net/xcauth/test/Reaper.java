package net.xcauth.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Cleans up when this JVM ends, even if it is killed. A helper process outlives the JVM for a moment, kills all processes
 * that carry the mark of this test run in their environment, and removes registered mounts, control groups and folders.
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

    /** Starts a process that is killed, with all its descendants, when the tests end. */
    static Process start(ProcessBuilder builder) throws IOException {
        builder.environment().put(MARK, RUN);
        return builder.start();
    }

    /** Registers a file or folder, deleted with its content when the tests end. */
    static void delete(Path file) throws IOException {
        REAPER.order("delete", file);
    }

    /** Registers a mount point, unmounted when the tests end. */
    public static void unmount(Path mountPoint) throws IOException {
        REAPER.order("unmount", mountPoint);
    }

    /** Registers a control group, removed when the tests end. */
    public static void removeControlGroup(Path group) throws IOException {
        REAPER.order("group", group);
    }

    private synchronized void order(String action, Path path) throws IOException {
        orders.write((action + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
        orders.flush();
    }
}
