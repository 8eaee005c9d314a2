package net.xcauth.bridge.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import net.xcauth.core.text.Reason;
import net.xcauth.core.thread.Threads;

/**
 * Writes the log in batches: callers append to a buffer, and a thread writes what has gathered within 20 ms. A system
 * call per line, or waking the thread for each, would be a third of the cost of a cached login. Nothing is dropped: a
 * caller that finds the buffer full waits for the disk. A program that is killed loses the last batch.
 */
final class GatheringWriter {
    private static final int FULL_BYTES = 1 << 20;
    private static final int FIRST_BYTES = 8_192;
    private static final int ENOUGH_BYTES = 1 << 16;
    private static final long BATCH_MILLIS = 20;

    /** The destination of the log. */
    interface Target {
        /** The stream for the next batch. A batch consists of whole lines, so a rotated file ends with a line. */
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
        writer = Threads.daemon(this::writeUntilStopped, "xcauth-log");
        writer.start();
    }

    /** @param line with its line end; dropped after {@link #stop} */
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

    /** Returns when everything that was appended before is written. */
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
                // Standard error, or xcauth.err, is the only place left.
                System.err.println("xcauth: log lines are lost: " + Reason.of(e));
            }
            count = take();
        }
    }

    /** Waits for more bytes; a spurious wake-up does no harm. */
    @SuppressWarnings("WaitNotInLoop")
    private void gatherMore() throws InterruptedException {
        wait(BATCH_MILLIS);
    }

    /** @return the number of bytes to write; 0 at the end */
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
