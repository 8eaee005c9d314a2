package net.xcauth.core.cloud;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Coalesces equal requests: while one is in progress, further ones share its result. */
public final class RequestCoalescer<K, T> {
    private final ConcurrentMap<K, CompletableFuture<T>> inProgress = new ConcurrentHashMap<>();

    /**
     * Sends a request unless an equal one is in progress.
     *
     * @param request an exception that it throws completes the future exceptionally
     * @return completes with the result of the request, for all callers; an equal request after that is sent again
     */
    public CompletableFuture<T> ask(K key, Supplier<CompletableFuture<T>> request) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> earlier = inProgress.putIfAbsent(key, mine);
        if (earlier != null) {
            return earlier;
        }
        start(request).whenComplete((answer, failure) -> {
            inProgress.remove(key, mine);
            if (failure == null) {
                mine.complete(answer);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /**
     * As {@link #ask}, but a request already in progress does not suffice: another one follows it, which later callers
     * share.
     */
    public CompletableFuture<T> askAgain(K key, Supplier<CompletableFuture<T>> request) {
        CompletableFuture<T> earlier = inProgress.get(key);
        return earlier == null
                ? ask(key, request)
                : earlier.handle((answer, failure) -> answer).thenCompose(ended -> ask(key, request));
    }

    private static <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Completes all pending requests with this answer. */
    public void endAll(T answer) {
        inProgress.forEach((key, pending) -> {
            if (inProgress.remove(key, pending)) {
                pending.complete(answer);
            }
        });
    }
}
