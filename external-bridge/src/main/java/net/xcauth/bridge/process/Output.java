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
import net.xcauth.core.thread.Threads;

/**
 * The output and exit status of another program.
 *
 * @param text standard output and standard error, up to 16 MiB
 */
public record Output(int status, String text) {
    private static final int MOST = 16 << 20;

    /**
     * Runs a program without a shell and without input. If it takes too long, it is killed with all its children.
     *
     * @param line    the program and its arguments
     * @param timeout for the whole run
     * @throws IOException          if it cannot be started; the message names it
     * @throws TimeoutException     if it takes longer; the message is a predicate for its name
     * @throws InterruptedException if this thread is interrupted
     */
    public static Output of(List<String> line, Duration timeout)
            throws IOException, TimeoutException, InterruptedException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        long end = System.nanoTime() + timeout.toNanos();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(
                    () -> read(process.getInputStream()),
                    reader -> Threads.daemon(reader, "xcauth-output").start());
            String text = output.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("did not finish within " + timeout.toSeconds() + " s");
            }
            return new Output(process.exitValue(), text);
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading a pipe failed", e.getCause());
        } catch (TimeoutException e) {
            throw e.getMessage() == null ? tooLate(timeout, e) : e;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static TimeoutException tooLate(Duration timeout, Exception cause) {
        TimeoutException failure = new TimeoutException("did not answer within " + timeout.toSeconds() + " s");
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
