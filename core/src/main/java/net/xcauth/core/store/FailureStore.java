package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import net.xcauth.core.user.UserKey;

/**
 * The wrong passwords that clouds count against this machine, by cloud, shared by all processes. Every method waits for
 * the database. Thread-safe.
 */
public interface FailureStore {

    /**
     * Counts a password before it is sent, unless there are too many; atomic among processes.
     *
     * @param cloud    any text of up to 64 characters
     * @param since    earlier failures are ignored
     * @param sendable decides by the failures since then
     * @return true if it was counted and may be sent
     */
    boolean reserve(String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable)
            throws StoreException;

    /** Removes a failure, since the cloud has not refused the password. */
    void release(long id) throws StoreException;

    /**
     * Adds failures caused by other programs, so that there are as many as the cloud reports.
     *
     * @param count  the number of failures since then according to the cloud
     * @param others entries to add, as many as are missing
     */
    void atLeast(String cloud, int count, Instant since, List<StoredFailure> others) throws StoreException;

    /**
     * A wrong password that a cloud counts against this machine, or one in progress that may turn out to be wrong.
     *
     * @param id   chosen at random
     * @param user its user; empty if another program has sent it from this machine
     * @param at   when it was sent
     */
    record StoredFailure(long id, Optional<UserKey> user, Instant at) {
        public StoredFailure {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(at, "at");
        }
    }
}
