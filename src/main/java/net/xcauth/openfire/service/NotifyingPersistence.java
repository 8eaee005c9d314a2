package net.xcauth.openfire.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.user.UserKey;

/**
 * Persistence that also reports what the cloud says about the existence of users.
 *
 * @param listener called after the change was handed to the persistence
 */
record NotifyingPersistence(Persistence persistence, Consumer<Change.Existence> listener) implements Persistence {

    @Override
    public void hold(Holder holder) {
        persistence.hold(holder);
    }

    @Override
    public CompletableFuture<Void> recall(UserKey user) {
        return persistence.recall(user);
    }

    @Override
    public CompletableFuture<Void> awaitRecall(UserKey user) {
        return persistence.awaitRecall(user);
    }

    @Override
    public CompletableFuture<Map<UserKey, Instant>> missing() {
        return persistence.missing();
    }

    @Override
    public CompletableFuture<Long> countPresent(String domain) {
        return persistence.countPresent(domain);
    }

    @Override
    public CompletableFuture<Optional<Boolean>> reserveFailure(
            String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable) {
        return persistence.reserveFailure(cloud, failure, since, sendable);
    }

    @Override
    public void releaseFailure(long id) {
        persistence.releaseFailure(id);
    }

    @Override
    public CompletableFuture<Boolean> failuresAtLeast(
            String cloud, int count, Instant since, List<StoredFailure> others) {
        return persistence.failuresAtLeast(cloud, count, since, others);
    }

    @Override
    public void remember(Change change, LongConsumer whenStored) {
        persistence.remember(change, whenStored);
        if (change instanceof Change.Existence existence) {
            listener.accept(existence);
        }
    }
}
