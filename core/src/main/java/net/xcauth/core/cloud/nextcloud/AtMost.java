package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Lets a few questions of each kind run at a time. More are answered at once: nobody waits. */
final class AtMost<K> {
    private final int most;
    private final ConcurrentMap<K, Integer> running = new ConcurrentHashMap<>();

    AtMost(int most) {
        this.most = most;
    }

    /**
     * Runs a question.
     *
     * @param question does not throw
     * @param tooMany  the answer if that many of this kind are running
     */
    <T> CompletableFuture<T> run(K kind, Supplier<CompletableFuture<T>> question, Supplier<T> tooMany) {
        boolean[] entered = {false};
        running.compute(kind, (each, before) -> {
            int now = before == null ? 0 : before;
            entered[0] = now < most;
            return entered[0] ? now + 1 : now;
        });
        return entered[0]
                ? question.get().whenComplete((answer, failure) -> leave(kind))
                : completedFuture(tooMany.get());
    }

    private void leave(K kind) {
        running.computeIfPresent(kind, (each, now) -> now == 1 ? null : now - 1);
    }
}
