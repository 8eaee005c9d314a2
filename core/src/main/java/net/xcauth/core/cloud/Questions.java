package net.xcauth.core.cloud;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Sends the same question, asked again while it is under way, only once. */
public final class Questions<K, T> {
    private final ConcurrentMap<K, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();

    /**
     * Asks.
     *
     * @param question runs unless an equal one is under way; that it throws is an answer too
     * @return completes as the question does; whoever asks gets the same answer. When it is complete, the same may be
     *         asked anew
     */
    public CompletableFuture<T> ask(K key, Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> earlier = underWay.putIfAbsent(key, mine);
        if (earlier != null) {
            return earlier;
        }
        start(question).whenComplete((answer, failure) -> {
            underWay.remove(key, mine);
            if (failure == null) {
                mine.complete(answer);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /** The same, but when an equal question is under way, that one is followed by another, which all get who ask meanwhile. */
    public CompletableFuture<T> askAnew(K key, Supplier<CompletableFuture<T>> question) {
        CompletableFuture<T> earlier = underWay.get(key);
        return earlier == null
                ? ask(key, question)
                : earlier.handle((answer, failure) -> answer).thenCompose(ended -> ask(key, question));
    }

    private static <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Ends what is under way with this answer. */
    public void endAll(T answer) {
        underWay.forEach((key, question) -> {
            if (underWay.remove(key, question)) {
                question.complete(answer);
            }
        });
    }
}
