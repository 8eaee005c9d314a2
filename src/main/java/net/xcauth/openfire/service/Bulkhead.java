package net.xcauth.openfire.service;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps threads free: a few threads of Openfire handle what all clients send, so that users who are online freeze when each
 * of those waits for the cloud. While answers come quickly everybody may wait, so that a crowd after a restart is let in.
 * Once an answer takes longer than a second, only a limited number of threads wait, and all others return at once.
 */
final class Bulkhead {
    private static final Duration QUICK = Duration.ofSeconds(1);

    private final int most;
    private int waiting;
    private int waitingLong;
    private boolean slow;

    /** @param most how many threads may wait for slow answers, 1 or more */
    Bulkhead(int most) {
        this.most = most;
    }

    /**
     * Waits for an answer.
     *
     * @param patience longer than a second
     * @throws TimeoutException if it does not come in time, or at once if enough threads wait already; the message says
     *                          which
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
        if (waiting >= most && slow || waitingLong >= most) {
            throw full();
        }
        waiting++;
    }

    private synchronized void leave() {
        waiting--;
    }

    private synchronized void enterLong() throws TimeoutException {
        slow = true;
        if (waitingLong >= most) {
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
        return new TimeoutException("the answer takes long, and " + most + " others wait for one already");
    }
}
