package net.xcauth.bridge.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import net.xcauth.core.text.Reason;

/**
 * Writes the log without making those wait who log: they append to memory, and a thread of its own writes what has
 * gathered within a moment. A system call a line, or waking that thread for each, would be a third of the cost of a
 * cached login. Nothing is dropped: who finds the memory full waits for the disk. A killed program loses the moment.
 */
final class GatheringWriter {
    private static final int FULL_BYTES = 1 << 20;
    private static final int FIRST_BYTES = 8_192;
    private static final int ENOUGH_BYTES = 1 << 16;
    private static final long MOMENT_MILLIS = 20;

    /** Where the lines go. */
    interface Target {
        /** The stream to write to now. A piece is whole lines, so that a rotated file is left between lines. */
        OutputStream stream() throws IOException;
    }

    private final Target target;
    private final Thread writer;
    private byte[] gathered = new byte[FIRST_BYTES];
    private byte[] writing = new byte[FIRST_BYTES];
    private int length;
    private boolean idle;
    private boolean stopped;

    /** Starts the thread. */
    GatheringWriter(Target target) {
        this.target = target;
        writer = new Thread(this::writeUntilStopped, "xcauth-log");
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes one line, with its end. What comes after {@link #stop} is dropped. */
    synchronized void append(byte[] line) {
        awaitRoom(line.length);
        if (stopped) {
            return;
        }
        if (length + line.length > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(gathered.length * 2, length + line.length));
        }
        System.arraycopy(line, 0, gathered, length, line.length);
        boolean enough = length < ENOUGH_BYTES && length + line.length >= ENOUGH_BYTES;
        length += line.length;
        if (idle || enough) {
            idle = false;
            notifyAll();
        }
    }

    private void awaitRoom(int needed) {
        try {
            while (length > 0 && length + needed > FULL_BYTES && !stopped) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything that was logged before is written when this returns. */
    void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
                // The log cannot say that it cannot be written; standard error, or xcauth.err, is what is left.
                System.err.println("xcauth: log lines are lost: " + Reason.of(e));
            }
            count = take();
        }
    }

    /** Waits for more bytes for a moment; less than that does no harm. */
    @SuppressWarnings("WaitNotInLoop")
    private void gatherMore() throws InterruptedException {
        wait(MOMENT_MILLIS);
    }

    /** @return how many bytes there are to write; 0 at the end */
    private synchronized int take() {
        try {
            while (length == 0 && !stopped) {
                idle = true;
                wait();
            }
            if (length < ENOUGH_BYTES && !stopped) {
                gatherMore();
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
