package net.xcauth.bridge.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.event.Level;

/** The program's log: where it goes, and how its files are reopened. A program has one at a time. */
public final class Logs implements AutoCloseable {
    private static final LogLine FORMAT = new LogLine();
    /** Null before the log is open and after it is closed: lines then go to standard error. */
    private static volatile Logs current;

    private final LogSettings settings;
    private final GatheringWriter writer;
    private OutputStream stream;
    private boolean reopen;

    private Logs(LogSettings settings) {
        this.settings = settings;
        writer = new GatheringWriter(this::stream);
    }

    /**
     * Directs the log where the settings say. If the files cannot be written, it goes to standard error with a
     * warning: a server whose authentication program does not start locks everybody out.
     */
    public static Logs open(LogSettings settings) {
        Logs logs = new Logs(settings);
        String complaint = logs.openFiles();
        current = logs;
        if (complaint != null) {
            write(Level.WARN, complaint, null);
        }
        return logs;
    }

    static boolean isDebug() {
        Logs logs = current;
        return logs != null && logs.settings.debug();
    }

    static void write(Level level, String message, Throwable failure) {
        String line = FORMAT.format(System.currentTimeMillis(), level, message, failure);
        Logs logs = current;
        if (logs == null) {
            System.err.print(line);
        } else {
            logs.writer.append(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    private synchronized String openFiles() {
        if (settings.interactive()) {
            stream = System.err;
            return null;
        }
        try {
            stream = append("xcauth.log");
            System.setErr(errorFile());
            return null;
        } catch (IOException e) {
            stream = stream == null ? System.err : stream;
            return "cannot write logs in " + settings.directory() + " (" + e
                    + "), so they go to standard error; make the directory writable for the user \""
                    + System.getProperty("user.name") + "\" or choose another with log=DIRECTORY";
        }
    }

    /** Opens the files anew, after a rotation has renamed them. */
    public void reopen() {
        if (!settings.interactive()) {
            synchronized (this) {
                reopen = true;
            }
            try {
                System.setErr(errorFile());
            } catch (IOException e) {
                write(Level.WARN, "cannot reopen xcauth.err: " + e, null);
            }
        }
        write(Level.INFO, "logs reopened", null);
    }

    /** Called by the writing thread only, so that no line is split between two files. */
    private synchronized OutputStream stream() {
        if (reopen) {
            reopen = false;
            try {
                OutputStream renewed = append("xcauth.log");
                if (stream != System.err) {
                    stream.close();
                }
                stream = renewed;
            } catch (IOException e) {
                System.err.println("xcauth: cannot reopen xcauth.log (" + e + "), writing on to the old file");
            }
        }
        return stream;
    }

    private PrintStream errorFile() throws IOException {
        return new PrintStream(append("xcauth.err"), true, StandardCharsets.UTF_8);
    }

    private OutputStream append(String name) throws IOException {
        Path file = settings.directory().resolve(name);
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes what is left. */
    @Override
    public void close() {
        if (current == this) {
            current = null;
        }
        writer.stop();
    }
}
