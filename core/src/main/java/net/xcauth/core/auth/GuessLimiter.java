package net.xcauth.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.xcauth.core.cache.BoundedCaches;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.Answer.No;
import net.xcauth.core.user.UserKey;

/**
 * Lets a few wrong passwords per user and minute through to the cloud, which punishes many by delaying everybody.
 *
 * <p>Questions under way count as if they were wrong, until they are answered: otherwise a hundred guesses at once
 * would all pass before the first "no" came back. Who does not fit waits for those answers.
 */
final class GuessLimiter {
    private static final int USERS_WATCHED = 100_000;
    private static final int WAITING_PER_USER = 100;

    private final int limit;
    private final Clock clock;
    private final Cache<UserKey, Guesses> users;

    GuessLimiter(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
        users = BoundedCaches.builder(clock, USERS_WATCHED).expireAfterAccess(ProtectionPolicy.GUESS_WINDOW).build();
    }

    /**
     * Asks, perhaps after the answers to the user's other questions.
     *
     * @return the answer; null when the user has had too many wrong ones and was not asked about
     */
    <T> CompletableFuture<Answer<T>> ask(UserKey user, Supplier<CompletableFuture<Answer<T>>> question) {
        Guesses guesses = users.get(user, absent -> new Guesses());
        return guesses.enter().thenCompose(admitted -> {
            if (!admitted) {
                return CompletableFuture.completedFuture(null);
            }
            return question.get().whenComplete((answer, failure) -> guesses.leave(answer instanceof No<?>));
        });
    }

    private final class Guesses {
        private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
        private Instant windowStart;
        private int wrong;
        private int underWay;

        synchronized CompletableFuture<Boolean> enter() {
            forgetOld();
            if (wrong >= limit || waiting.size() >= WAITING_PER_USER) {
                return CompletableFuture.completedFuture(false);
            }
            if (wrong + underWay < limit) {
                underWay++;
                return CompletableFuture.completedFuture(true);
            }
            CompletableFuture<Boolean> turn = new CompletableFuture<>();
            waiting.add(turn);
            return turn;
        }

        void leave(boolean wasWrong) {
            List<CompletableFuture<Boolean>> ready = new ArrayList<>();
            boolean admitted = settle(wasWrong, ready);
            ready.forEach(turn -> turn.complete(admitted));
        }

        /** Completing a future runs what hangs on it, so that happens outside of the lock. */
        private synchronized boolean settle(boolean wasWrong, List<CompletableFuture<Boolean>> ready) {
            underWay--;
            forgetOld();
            if (wasWrong) {
                windowStart = wrong++ == 0 ? clock.instant() : windowStart;
            }
            if (wrong >= limit) {
                ready.addAll(waiting);
                waiting.clear();
                return false;
            }
            while (!waiting.isEmpty() && wrong + underWay < limit) {
                underWay++;
                ready.add(waiting.poll());
            }
            return true;
        }

        private void forgetOld() {
            if (wrong > 0 && !clock.instant().isBefore(windowStart.plus(ProtectionPolicy.GUESS_WINDOW))) {
                wrong = 0;
            }
        }
    }
}
