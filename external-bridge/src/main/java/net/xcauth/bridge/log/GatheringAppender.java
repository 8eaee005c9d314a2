package net.xcauth.bridge.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the log without making those wait who log: they append to memory, and a thread of its own writes what has
 * gathered, at once when there is little and in large pieces when there is much.
 *
 * <p>Logback's own file appender costs a system call a line, a third of a cached login; its asynchronous one drops
 * lines under load. Here, who finds the memory full waits for the disk.
 */
final class GatheringAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int FULL_BYTES = 1 << 20;

    /** Where the lines go. */
    interface Target {
        /** The stream to write to, opened anew when {@link Logs#reopen} was called meanwhile. */
        OutputStream stream() throws IOException;
    }

    private final Target target;
    private final LogLine layout = new LogLine();
    private byte[] gathered = new byte[8_192];
    private byte[] writing = new byte[8_192];
    private int length;
    private boolean busy;
    private Thread writer;

    GatheringAppender(Target target) {
        this.target = target;
    }

    @Override
    public void start() {
        super.start();
        writer = new Thread(this::writeUntilStopped, "xcauth-log");
        writer.setDaemon(true);
        writer.start();
    }

    /** Everything that was logged before is written when this returns. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        synchronized (this) {
            super.stop();
            notifyAll();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        byte[] line = layout.doLayout(event).getBytes(StandardCharsets.UTF_8);
        try {
            while (length > 0 && length + line.length > FULL_BYTES) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (length + line.length > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(gathered.length * 2, length + line.length));
        }
        System.arraycopy(line, 0, gathered, length, line.length);
        length += line.length;
        if (!busy) {
            busy = true;
            notifyAll();
        }
    }

    private void writeUntilStopped() {
        int count = take();
        while (count > 0) {
            try {
                OutputStream stream = target.stream();
                stream.write(writing, 0, count);
                stream.flush();
            } catch (IOException e) {
                complain(e);
            }
            count = take();
        }
    }

    /** The log cannot say that it cannot be written; standard error, or {@code xcauth.err}, is what is left. */
    private void complain(IOException failure) {
        System.err.println("xcauth: log lines are lost: " + failure.getMessage());
    }

    private synchronized int take() {
        try {
            while (length == 0 && isStarted()) {
                busy = false;
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
        byte[] swap = writing;
        writing = gathered;
        gathered = swap;
        int count = length;
        length = 0;
        notifyAll();
        return count;
    }
}
