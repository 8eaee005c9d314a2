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

/** Where what is remembered of users is kept beyond this process. Nothing here waits, and nothing here fails. */
public interface Persistence {
    /** Keeps nothing. */
    Persistence NONE = new Persistence() {
        @Override
        public void hold(Holder holder) {
            // Nothing will ever come.
        }

        @Override
        public CompletableFuture<Void> recall(UserKey user) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void remember(Change change, LongConsumer whenStored) {
            // That is the point.
        }
    };

    /** From now on this is told what is brought into memory. */
    void hold(Holder holder);

    /**
     * Brings what is kept of a user into memory.
     *
     * @return completes when it is there, or when it cannot be had soon enough to wait for
     */
    CompletableFuture<Void> recall(UserKey user);

    /**
     * Does what {@link #recall} does, and waits longer: for questions that nothing else can answer.
     *
     * @return completes when what is kept is in memory, or when it cannot be had within seconds
     */
    default CompletableFuture<Void> awaitRecall(UserKey user) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Keeps what was learned, soon.
     *
     * @param whenStored told of the revision at which it is stored; not if it never is
     */
    void remember(Change change, LongConsumer whenStored);

    /** Keeps what was learned, soon. */
    default void remember(Change change) {
        remember(change, revision -> {});
    }

    /** The users whom the cloud does not know any more, which is not believed yet, and since when; perhaps none for now. */
    default CompletableFuture<Map<UserKey, Instant>> missing() {
        return CompletableFuture.completedFuture(Map.of());
    }

    /** The number of existing users of an XMPP domain that are kept; 0 if that cannot be told now. */
    default CompletableFuture<Long> countPresent(String domain) {
        return CompletableFuture.completedFuture(0L);
    }

    /**
     * Counts a password as wrong before it is sent, for all processes, as {@link FailureStore#reserve} does.
     *
     * @return empty if that cannot be told in time
     */
    default CompletableFuture<Optional<Boolean>> reserveFailure(
            String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Takes back what was counted, soon. */
    default void releaseFailure(long id) {
        // Nothing was kept.
    }

    /**
     * Counts failures that others have sent, as {@link FailureStore#atLeast} does.
     *
     * @return whether that was kept
     */
    default CompletableFuture<Boolean> failuresAtLeast(
            String cloud, int count, Instant since, List<StoredFailure> others) {
        return CompletableFuture.completedFuture(false);
    }

    /** A cache that holds what is brought into memory. */
    interface Holder {
        /** Whether it holds anything of this user. */
        boolean holds(UserKey user);

        /** This is stored now. */
        void recalled(UserKey user, StoredUser stored);

        /** This is stored now, since this or another process has changed it. */
        default void changed(UserKey user, StoredUser stored) {
            recalled(user, stored);
        }

        /** Everything stored may have changed. */
        void forget();

        /** Another cloud answers for an XMPP domain now: what the former one has said of its users is void. */
        void forgetDomain(String domain);
    }
}
