package net.xcauth.core.cloud.nextcloud;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Limits the number of concurrent requests per key. Further ones are answered at once instead of waiting. */
final class PerKeyLimit<K> {
    private final int limit;
    private final ConcurrentMap<K, Integer> running = new ConcurrentHashMap<>();

    PerKeyLimit(int limit) {
        this.limit = limit;
    }

    /**
     * Runs a request.
     *
     * @param request does not throw
     * @param tooMany the answer if the limit for this key is reached
     */
    <T> CompletableFuture<T> run(K key, Supplier<CompletableFuture<T>> request, Supplier<T> tooMany) {
        boolean[] entered = {false};
        running.compute(key, (each, before) -> {
            int now = before == null ? 0 : before;
            entered[0] = now < limit;
            return entered[0] ? now + 1 : now;
        });
        return entered[0]
                ? request.get().whenComplete((answer, failure) -> leave(key))
                : completedFuture(tooMany.get());
    }

    private void leave(K key) {
        running.computeIfPresent(key, (each, now) -> now == 1 ? null : now - 1);
    }
}
