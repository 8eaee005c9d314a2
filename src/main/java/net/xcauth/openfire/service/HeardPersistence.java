package net.xcauth.openfire.service;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.store.Change;
import net.xcauth.core.user.UserKey;

/** Persistence, and somebody who hears what the cloud says of users' existence. */
record HeardPersistence(Persistence persistence, Consumer<Change.Existence> hears) implements Persistence {

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
    public void remember(Change change, LongConsumer whenStored) {
        persistence.remember(change, whenStored);
        if (change instanceof Change.Existence existence) {
            hears.accept(existence);
        }
    }
}
