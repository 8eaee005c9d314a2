package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * The wrong passwords that clouds count against this machine, by cloud, for all processes together. Every method waits for the
 * database. Thread-safe.
 */
public interface FailureStore {

    /**
     * Counts a password before it is sent, unless there are too many; no other process does the same meanwhile.
     *
     * @param cloud    any text of up to 64 characters
     * @param since    failures from before then are not considered
     * @param sendable decides by the failures since then
     * @return whether it is counted
     */
    boolean reserve(String cloud, StoredFailure failure, Instant since, Predicate<List<StoredFailure>> sendable)
            throws StoreException;

    /** Takes back what was counted: the cloud has not refused the password. */
    void release(long id) throws StoreException;

    /**
     * Counts failures that others have sent, so that there are as many as the cloud says.
     *
     * @param count  how many there have been since then
     * @param others what to count them as, of which those that are missing are taken
     */
    void atLeast(String cloud, int count, Instant since, List<StoredFailure> others) throws StoreException;
}
