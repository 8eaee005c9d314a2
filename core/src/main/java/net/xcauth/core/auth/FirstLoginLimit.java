package net.xcauth.core.auth;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;

/** A concurrency limit for first logins at a cloud. Logins beyond it wait for their turn, but not for long. */
final class FirstLoginLimit {
    private static final int MAX_WAITING = 100;

    private final int limit;
    private final Duration patience;
    private final CircuitBreaker.Timer timer;
    private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private int inFlight;

    /**
     * @param limit    the number of logins in flight
     * @param patience the time for which others wait
     */
    FirstLoginLimit(int limit, Duration patience, CircuitBreaker.Timer timer) {
        this.limit = limit;
        this.patience = patience;
        this.timer = timer;
    }

    /** Sends a login when it is its turn; {@link Cause#OVERLOAD} if that takes too long. */
    <T> CompletableFuture<Answer<T>> send(Supplier<CompletableFuture<Answer<T>>> login) {
        return acquire().thenCompose(admitted -> {
            if (!admitted) {
                return CompletableFuture.completedFuture(new Unreachable<>(
                        Cause.OVERLOAD,
                        "not sent: " + limit + " first logins are already in flight, and this one has waited for "
                                + patience.toSeconds() + " s"));
            }
            return login.get().whenComplete((answer, bug) -> release());
        });
    }

    private CompletableFuture<Boolean> acquire() {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        synchronized (this) {
            if (inFlight < limit) {
                inFlight++;
                return CompletableFuture.completedFuture(true);
            }
            if (waiting.size() >= MAX_WAITING) {
                return CompletableFuture.completedFuture(false);
            }
            waiting.add(turn);
        }
        timer.after(patience, () -> {
            if (cancel(turn)) {
                turn.complete(false);
            }
        });
        return turn;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // by identity
    private synchronized boolean cancel(CompletableFuture<Boolean> turn) {
        return waiting.remove(turn);
    }

    /** Hands the slot to the login that has waited longest. */
    private void release() {
        Optional<CompletableFuture<Boolean>> next;
        synchronized (this) {
            next = Optional.ofNullable(waiting.poll());
            if (next.isEmpty()) {
                inFlight--;
            }
        }
        next.ifPresent(turn -> turn.complete(true));
    }
}
