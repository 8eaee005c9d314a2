package net.xcauth.openfire.service;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps threads free. A few Openfire threads handle what all clients send: if all of them wait for the cloud, users who
 * are online freeze. While answers come quickly, every thread may wait, so that everyone can log in again after a
 * restart. Once an answer takes longer than a second, only a limited number of threads wait, and all others return at
 * once.
 */
final class Bulkhead {
    private static final Duration QUICK = Duration.ofSeconds(1);

    private final int limit;
    private int waiting;
    private int waitingLong;
    private boolean slow;

    /** @param limit the number of threads that may wait for slow answers, 1 or more */
    Bulkhead(int limit) {
        this.limit = limit;
    }

    /**
     * Waits for an answer.
     *
     * @param patience longer than a second
     * @throws TimeoutException if the answer does not come in time, or at once if too many threads wait already; the
     *                          message says which
     */
    <T> T await(CompletableFuture<T> answer, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (answer.isDone()) {
            return answer.get();
        }
        enter();
        try {
            T quick = answer.get(QUICK.toMillis(), TimeUnit.MILLISECONDS);
            answeredQuickly();
            return quick;
        } catch (TimeoutException e) {
            return awaitLong(answer, patience);
        } finally {
            leave();
        }
    }

    private <T> T awaitLong(CompletableFuture<T> answer, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        enterLong();
        try {
            return answer.get(patience.minus(QUICK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw (TimeoutException)
                    new TimeoutException("no answer within " + patience.toSeconds() + " s").initCause(e);
        } finally {
            leaveLong();
        }
    }

    private synchronized void enter() throws TimeoutException {
        if (waiting >= limit && slow || waitingLong >= limit) {
            throw full();
        }
        waiting++;
    }

    private synchronized void leave() {
        waiting--;
    }

    private synchronized void enterLong() throws TimeoutException {
        slow = true;
        if (waitingLong >= limit) {
            throw full();
        }
        waitingLong++;
    }

    private synchronized void leaveLong() {
        waitingLong--;
    }

    private synchronized void answeredQuickly() {
        slow = false;
    }

    private TimeoutException full() {
        return new TimeoutException("the cloud is slow, and " + limit + " others are waiting for it already");
    }
}
