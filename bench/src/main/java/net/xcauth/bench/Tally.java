package net.xcauth.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What all connections of one measurement share: when to stop, how long answers took, what went wrong. */
final class Tally {

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final Duration FIRST_ANSWERS = Duration.ofSeconds(30);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(15);

    private final Recorder recorder = new Recorder(SIGNIFICANT_DIGITS);
    private final LongAdder wrong = new LongAdder();
    private final AtomicReference<String> firstProblem = new AtomicReference<>();
    private final CountDownLatch unanswered;
    private final CountDownLatch conversations;
    private volatile boolean stopping;

    Tally(int conversations) {
        this.unanswered = new CountDownLatch(conversations);
        this.conversations = new CountDownLatch(conversations);
    }

    void answered(long nanos) {
        recorder.recordValue(nanos);
    }

    void problem(String what) {
        wrong.increment();
        firstProblem.compareAndSet(null, what);
    }

    /** A conversation has had its first answer, or will have none. */
    void conversationBegun() {
        unanswered.countDown();
    }

    void conversationOver() {
        conversations.countDown();
    }

    boolean stopping() {
        return stopping;
    }

    /** Waits until every conversation has said all it has to say. */
    Measured untilOver(Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        awaitEnd(atMost);
        stopping = true;
        return measured(recorder.getIntervalHistogram(), Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Lets the conversations run for a while, counts only what is answered after the warm-up, and ends them. The warm-up
     * starts when every conversation has.
     */
    Measured during(Duration warmUp, Duration measurement) throws InterruptedException {
        unanswered.await(FIRST_ANSWERS.toNanos(), TimeUnit.NANOSECONDS);
        conversations.await(warmUp.toNanos(), TimeUnit.NANOSECONDS);
        recorder.reset();
        long start = System.nanoTime();
        conversations.await(measurement.toNanos(), TimeUnit.NANOSECONDS);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Histogram latencies = recorder.getIntervalHistogram();
        stopping = true;
        awaitEnd(LAST_ANSWERS);
        return measured(latencies, time);
    }

    private void awaitEnd(Duration atMost) throws InterruptedException {
        if (!conversations.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            problem(conversations.getCount() + " requests not answered within " + atMost.toSeconds() + " s");
        }
    }

    private Measured measured(Histogram latencies, Duration time) {
        return new Measured(latencies, time, wrong.sum(), Optional.ofNullable(firstProblem.get()));
    }
}
