package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * How busy the machine is: the longest that anybody who wants to write a few bytes to the disk every now and then has
 * had to wait for processor and disk.
 */
public final class Pulse implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final FileChannel file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> beats;
    private long last = System.nanoTime();
    private long longest;

    /** @param folder where it writes */
    public Pulse(Path folder) throws IOException {
        file = FileChannel.open(folder.resolve("pulse"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        beats = thread.scheduleWithFixedDelay(this::beat, 0, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** From now on. */
    public synchronized void reset() {
        longest = 0;
    }

    /** The longest wait since the last reset, one that has not ended included. */
    public synchronized Duration longest() throws InterruptedException, ExecutionException {
        if (beats.isDone()) {
            beats.get();
        }
        note(System.nanoTime());
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        file.close();
    }

    private void beat() {
        try {
            file.write(ByteBuffer.allocate(Long.BYTES), 0);
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (this) {
            long now = System.nanoTime();
            note(now);
            last = now;
        }
    }

    private void note(long now) {
        longest = Math.max(longest, now - last - INTERVAL.toNanos());
    }
}
