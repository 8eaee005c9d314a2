package net.xcauth.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Collects the latencies and failures of concurrent clients, and tells them when to stop. Thread-safe. */
final class LoadRecorder {

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final Duration FIRST_ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LAST_ANSWER_TIMEOUT = Duration.ofSeconds(15);

    private final Recorder recorder = new Recorder(SIGNIFICANT_DIGITS);
    private final CountDownLatch notStarted;
    private final CountDownLatch running;
    private volatile boolean stopping;
    private long failures;
    private Optional<String> firstFailure = Optional.empty();

    LoadRecorder(int clients) {
        this.notStarted = new CountDownLatch(clients);
        this.running = new CountDownLatch(clients);
    }

    void answered(long nanos) {
        recorder.recordValue(nanos);
    }

    synchronized void failed(String description) {
        failures++;
        if (firstFailure.isEmpty()) {
            firstFailure = Optional.of(description);
        }
    }

    /** A client has received its first answer, or given up on it. */
    void clientStarted() {
        notStarted.countDown();
    }

    void clientFinished() {
        running.countDown();
    }

    boolean stopping() {
        return stopping;
    }

    /** Waits until every client has finished. */
    Measurement untilFinished(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        awaitEnd(timeout);
        stopping = true;
        return measurement(recorder.getIntervalHistogram(), Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Waits until every client has started, discards what is recorded during the warm-up, records the measurement, and
     * stops the clients.
     */
    Measurement during(Duration warmUp, Duration measurement) throws InterruptedException {
        notStarted.await(FIRST_ANSWER_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        running.await(warmUp.toNanos(), TimeUnit.NANOSECONDS);
        recorder.reset();
        long start = System.nanoTime();
        running.await(measurement.toNanos(), TimeUnit.NANOSECONDS);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Histogram latencies = recorder.getIntervalHistogram();
        stopping = true;
        awaitEnd(LAST_ANSWER_TIMEOUT);
        return measurement(latencies, time);
    }

    private void awaitEnd(Duration timeout) throws InterruptedException {
        if (!running.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            failed(running.getCount() + " requests unanswered after " + timeout.toSeconds() + " s");
        }
    }

    private synchronized Measurement measurement(Histogram latencies, Duration time) {
        return new Measurement(latencies, time, failures, firstFailure);
    }
}
