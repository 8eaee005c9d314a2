package net.xcauth.bridge.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongSupplier;
import net.xcauth.core.text.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The log of the program. Only one is open at a time. */
public final class Logs implements AutoCloseable {
    private static final LogLine FORMAT = new LogLine();
    /** Null before the log is opened and after it is closed; lines then go to standard error. */
    private static volatile @Nullable Logs current;

    private final LogSettings settings;
    private final LongSupplier nanoTime;
    private final GatheringWriter writer;
    private @Nullable LogFile log;
    private @Nullable LogFile errors;
    /** The log file, or standard error. */
    private volatile OutputStream stream = System.err;

    private Logs(LogSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        writer = new GatheringWriter(() -> stream);
    }

    /**
     * Opens the log. If the files cannot be written, it goes to standard error with a warning: if the authentication
     * program of a server does not start, nobody can log in.
     */
    public static Logs open(LogSettings settings) {
        return open(settings, System::nanoTime);
    }

    /** @param nanoTime like {@link System#nanoTime()}; determines when to check whether a file was renamed */
    static Logs open(LogSettings settings, LongSupplier nanoTime) {
        Logs logs = new Logs(settings, nanoTime);
        Optional<String> failure = logs.openFiles();
        current = logs;
        failure.ifPresent(text -> write(Level.WARN, text, null));
        return logs;
    }

    static boolean isDebug() {
        Logs logs = current;
        return logs != null && logs.settings.debug();
    }

    static void write(Level level, String message, @Nullable Throwable failure) {
        String line = FORMAT.format(System.currentTimeMillis(), level, message, failure);
        Logs logs = current;
        if (logs == null) {
            System.err.print(line);
        } else {
            logs.writer.append(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    private synchronized Optional<String> openFiles() {
        stream = System.err;
        if (settings.interactive()) {
            return Optional.empty();
        }
        try {
            openLog();
            openErrors();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot write logs in " + settings.directory() + " (" + e
                    + "), so they go to standard error; make the directory writable for the user \""
                    + System.getProperty("user.name") + "\" or choose another with log=DIRECTORY");
        }
    }

    /** Opens the files again after a rotation, without waiting for the next check. */
    public void reopen() {
        if (!settings.interactive()) {
            reopenFiles();
        }
        write(Level.INFO, "logs reopened", null);
    }

    private synchronized void reopenFiles() {
        try {
            openLog();
        } catch (IOException e) {
            System.err.println(
                    "xcauth: cannot reopen xcauth.log (" + Reason.of(e) + "), still writing to the old file");
        }
        try {
            openErrors();
        } catch (IOException e) {
            write(Level.WARN, "cannot reopen xcauth.err: " + e, null);
        }
    }

    private void openLog() throws IOException {
        if (log == null) {
            log = new LogFile(
                    settings.directory().resolve("xcauth.log"), nanoTime, (words, old) -> System.err.println(words));
            stream = log;
        } else {
            log.reopen();
        }
    }

    private void openErrors() throws IOException {
        if (errors == null) {
            errors = new LogFile(
                    settings.directory().resolve("xcauth.err"),
                    nanoTime,
                    (words, old) -> old.write((words + '\n').getBytes(StandardCharsets.UTF_8)));
            System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        } else {
            errors.reopen();
        }
    }

    /** Writes what is still in the buffer. */
    @Override
    public void close() {
        if (current == this) {
            current = null;
        }
        writer.stop();
    }
}
