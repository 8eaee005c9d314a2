package net.xcauth.core.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import net.xcauth.core.cloud.Answer;

/** Sends the same question, asked again while it is under way, only once. */
final class Questions<K, T> {
    private final ConcurrentMap<K, CompletableFuture<Answer<T>>> underWay = new ConcurrentHashMap<>();

    /** @param question runs unless an equal one is under way; whoever asks gets the same answer */
    CompletableFuture<Answer<T>> ask(K key, Supplier<CompletableFuture<Answer<T>>> question) {
        CompletableFuture<Answer<T>> mine = new CompletableFuture<>();
        CompletableFuture<Answer<T>> earlier = underWay.putIfAbsent(key, mine);
        if (earlier != null) {
            return earlier;
        }
        question.get().whenComplete((answer, failure) -> {
            underWay.remove(key, mine);
            if (failure == null) {
                mine.complete(answer);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }
}
