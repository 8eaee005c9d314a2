package net.xcauth.core.roster;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides whether a fact learned by this process or one stored by another process is newer. The database orders what
 * was stored, but not when the cloud was queried. An answer to a query sent after this process has seen the stored fact
 * is newer. For other answers the order is unknown, unless they are much older. Not thread-safe.
 */
final class ConflictResolution {
    private final Map<String, Stored> stored = new HashMap<>();
    private final Map<String, Instant> learned = new HashMap<>();

    /**
     * A fact stored by another process.
     *
     * @param seen    when this process has seen it
     * @param unclear the earliest time at which the other process may have queried it
     */
    private record Stored(Instant seen, Instant unclear) {}

    /** The newer of two facts, as far as known. */
    enum Newer {
        LEARNED,
        UNCLEAR,
        STORED;

        /** Combines the results for two facts that something depends on. */
        Newer and(Newer other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    /** Notes that this process has learned a fact. */
    void learned(String fact, Instant at) {
        learned.merge(fact, at, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Notes that another process has stored a fact; parameters as in {@link Stored}. */
    void stored(String fact, Instant seen, Instant unclear) {
        stored.put(fact, new Stored(seen, unclear));
    }

    /** Compares a fact learned at a time with the one stored by others. */
    Newer of(String fact, Instant learnedAt) {
        Stored other = stored.get(fact);
        return other == null || !learnedAt.isBefore(other.seen)
                ? Newer.LEARNED
                : learnedAt.isBefore(other.unclear) ? Newer.STORED : Newer.UNCLEAR;
    }

    /** True if this process has learned a fact since a time. */
    boolean isLearnedSince(String fact, Instant time) {
        return learned.containsKey(fact) && !learned.get(fact).isBefore(time);
    }

    /**
     * Removes outdated entries.
     *
     * @param oldest  answers still to come were learned since then
     * @param unclear facts that other processes are still to store were queried since then
     */
    void forget(Instant oldest, Instant unclear) {
        stored.values().removeIf(other -> other.seen.isBefore(oldest));
        learned.values().removeIf(at -> at.isBefore(unclear));
    }

    void clear() {
        stored.clear();
        learned.clear();
    }
}
