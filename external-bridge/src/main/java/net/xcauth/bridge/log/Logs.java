package net.xcauth.bridge.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/** The program's log files. */
public final class Logs implements AutoCloseable {
    private final LogSettings settings;
    private final GatheringAppender appender;
    private OutputStream stream;
    private boolean reopen;

    private Logs(LogSettings settings) {
        this.settings = settings;
        appender = new GatheringAppender(this::stream);
    }

    /**
     * Directs the log where the settings say. If the files cannot be written, it goes to standard error with a
     * warning: a server whose authentication program does not start locks everybody out.
     */
    public static Logs open(LogSettings settings) {
        Logs logs = new Logs(settings);
        String complaint = logs.openFiles();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        context.getLogger("net.xcauth").setLevel(settings.debug() ? Level.DEBUG : Level.INFO);
        logs.appender.setContext(context);
        logs.appender.start();
        root.addAppender(logs.appender);
        if (complaint != null) {
            LoggerFactory.getLogger(Logs.class).warn(complaint);
        }
        return logs;
    }

    private String openFiles() {
        if (settings.interactive()) {
            stream = System.err;
            return null;
        }
        try {
            stream = append("xcauth.log");
            System.setErr(new PrintStream(append("xcauth.err"), true, StandardCharsets.UTF_8));
            return null;
        } catch (IOException e) {
            stream = stream == null ? System.err : stream;
            return "cannot write logs in " + settings.directory() + " (" + e
                    + "), so they go to standard error; make the directory writable for the user \""
                    + System.getProperty("user.name") + "\" or choose another with log=DIRECTORY";
        }
    }

    /** Opens the files anew, after a rotation has renamed them. */
    public synchronized void reopen() {
        if (!settings.interactive()) {
            reopen = true;
            try {
                System.setErr(new PrintStream(append("xcauth.err"), true, StandardCharsets.UTF_8));
            } catch (IOException e) {
                LoggerFactory.getLogger(Logs.class).warn("cannot reopen xcauth.err: {}", e.toString());
            }
        }
        LoggerFactory.getLogger(Logs.class).info("logs reopened");
    }

    /** Called by the writing thread only, so that no line is split between two files. */
    private synchronized OutputStream stream() throws IOException {
        if (reopen) {
            OutputStream renewed = append("xcauth.log");
            if (stream != System.err) {
                stream.close();
            }
            stream = renewed;
            reopen = false;
        }
        return stream;
    }

    private OutputStream append(String name) throws IOException {
        Path file = settings.directory().resolve(name);
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes what is left. */
    @Override
    public void close() {
        appender.stop();
    }
}
