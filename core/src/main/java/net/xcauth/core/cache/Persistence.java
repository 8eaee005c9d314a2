package net.xcauth.core.cache;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.FailureStore;
import net.xcauth.core.store.FailureStore.StoredFailure;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;

/** Backs the caches with storage that outlives the process. No method blocks or fails. */
public interface Persistence {
    /** Stores nothing. */
    Persistence NONE = new Persistence() {
        @Override
        public void attach(BackedCache cache) {
            // Never loads anything.
        }

        @Override
        public CompletableFuture<Void> load(UserKey user) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void save(Change change, LongConsumer onSaved) {
            // Stores nothing.
        }
    };

    /** Passes loaded and changed state to this cache from now on. */
    void attach(BackedCache cache);

    /**
     * Loads the stored state of a user into the caches.
     *
     * @return completes when it is loaded, or cannot be loaded soon
     */
    CompletableFuture<Void> load(UserKey user);

    /**
     * Does the same for requests that nothing else can answer, and waits longer.
     *
     * @return completes when the state is loaded, or cannot be loaded within seconds
     */
    default CompletableFuture<Void> loadAsLastResort(UserKey user) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Saves a change in the background.
     *
     * @param onSaved called with the revision at which the change is stored; never if it is lost
     */
    void save(Change change, LongConsumer onSaved);

    /** Saves a change in the background. */
    default void save(Change change) {
        save(change, revision -> {});
    }

    /** The users whom the cloud no longer knows, and since when; empty if that cannot be read now. */
    default CompletableFuture<Map<UserKey, Instant>> missing() {
        return CompletableFuture.completedFuture(Map.of());
    }

    /** The number of existing users of an XMPP domain; 0 if that cannot be read now. */
    default CompletableFuture<Long> countPresent(String domain) {
        return CompletableFuture.completedFuture(0L);
    }

    /**
     * Counts a password as wrong before it is sent, for all processes; see {@link FailureStore#reserve}.
     *
     * @return empty if the database does not respond in time
     */
    default CompletableFuture<Optional<Boolean>> reserveFailure(
            String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Takes back a counted failure in the background. */
    default void releaseFailure(long id) {
        // Nothing was counted.
    }

    /**
     * Counts failures of other programs; see {@link FailureStore#atLeast}.
     *
     * @return true if they are stored
     */
    default CompletableFuture<Boolean> failuresAtLeast(
            String cloud, int count, Instant since, List<StoredFailure> others) {
        return CompletableFuture.completedFuture(false);
    }

    /** A cache with this storage behind it. */
    interface BackedCache {
        /** True if the cache has an entry for this user. */
        boolean holds(UserKey user);

        /** Called with the stored state of a user when it is loaded. */
        void loaded(UserKey user, StoredUser stored);

        /** Called with the stored state of a user when this or another process has changed it. */
        default void changed(UserKey user, StoredUser stored) {
            loaded(user, stored);
        }

        /** Removes all entries, because all stored state may have changed. */
        void clear();

        /** Removes the entries of an XMPP domain, because another cloud now serves it. */
        void forgetDomain(String domain);
    }
}
