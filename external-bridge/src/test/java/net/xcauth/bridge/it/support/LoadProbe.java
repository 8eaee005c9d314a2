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
 * A measure of the machine's load: the longest time that a small periodic write has waited for processor and disk.
 */
public final class LoadProbe implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final FileChannel file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> beats;
    private long last = System.nanoTime();
    private long longest;

    /** @param folder to write in */
    public LoadProbe(Path folder) throws IOException {
        file = FileChannel.open(folder.resolve("pulse"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        beats = thread.scheduleWithFixedDelay(this::beat, 0, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Restarts the measurement. */
    public synchronized void reset() {
        longest = 0;
    }

    /** The longest wait since the last reset, including one that has not ended. */
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
