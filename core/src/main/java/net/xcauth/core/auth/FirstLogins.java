package net.xcauth.core.auth;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.Unreachable;
import net.xcauth.core.cloud.Cause;

/** Lets only some first logins at a cloud be under way at a time. Others wait for their turn, but not for long. */
final class FirstLogins {
    private static final int MOST_WAITING = 100;

    private final int atOnce;
    private final Duration patience;
    private final CircuitBreaker.Timer timer;
    private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * @param atOnce   how many questions may be under way
     * @param patience how long others wait
     */
    FirstLogins(int atOnce, Duration patience, CircuitBreaker.Timer timer) {
        this.atOnce = atOnce;
        this.patience = patience;
        this.timer = timer;
    }

    /** Sends the question when it is its turn; {@link Cause#OVERLOAD} if that takes too long. */
    <T> CompletableFuture<Answer<T>> ask(Supplier<CompletableFuture<Answer<T>>> question) {
        return turn().thenCompose(admitted -> {
            if (!admitted) {
                return CompletableFuture.completedFuture(new Unreachable<>(
                        Cause.OVERLOAD,
                        "not asked: " + atOnce + " first logins are under way already, and this one has waited for "
                                + patience.toSeconds() + " s"));
            }
            return question.get().whenComplete((answer, bug) -> leave());
        });
    }

    private CompletableFuture<Boolean> turn() {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        synchronized (this) {
            if (underWay < atOnce) {
                underWay++;
                return CompletableFuture.completedFuture(true);
            }
            if (waiting.size() >= MOST_WAITING) {
                return CompletableFuture.completedFuture(false);
            }
            waiting.add(turn);
        }
        timer.after(patience, () -> {
            if (withdraw(turn)) {
                turn.complete(false);
            }
        });
        return turn;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // This very turn is meant.
    private synchronized boolean withdraw(CompletableFuture<Boolean> turn) {
        return waiting.remove(turn);
    }

    /** The next one takes over the place. */
    private void leave() {
        CompletableFuture<Boolean> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                underWay--;
            }
        }
        if (next != null) {
            next.complete(true);
        }
    }
}
