package net.xcauth.bridge.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.xcauth.core.thread.Daemons;

/**
 * What a program has printed, and how it ended.
 *
 * @param status its exit status
 * @param text   both its streams, up to 16 MiB
 */
public record Output(int status, String text) {
    private static final int MOST = 16 << 20;

    /**
     * Runs a program without a shell and without input, and ends it, with all that it has started, if it takes too long.
     *
     * @param line     the program and its arguments, which it gets as they are
     * @param patience how long it may take
     * @throws IOException          if it cannot be started; the message names it
     * @throws TimeoutException     if it takes longer; the message continues its name
     * @throws InterruptedException if this thread is interrupted
     */
    public static Output of(List<String> line, Duration patience)
            throws IOException, TimeoutException, InterruptedException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        long end = System.nanoTime() + patience.toNanos();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(
                    () -> read(process.getInputStream()),
                    reader -> Daemons.thread(reader, "xcauth-output").start());
            String text = output.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("does not end within " + patience.toSeconds() + " s");
            }
            return new Output(process.exitValue(), text);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pipe could not be read", e.getCause());
        } catch (TimeoutException e) {
            throw e.getMessage() == null ? tooLate(patience, e) : e;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static TimeoutException tooLate(Duration patience, Exception cause) {
        TimeoutException failure = new TimeoutException("does not answer within " + patience.toSeconds() + " s");
        failure.initCause(cause);
        return failure;
    }

    private static String read(InputStream in) {
        try {
            return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
