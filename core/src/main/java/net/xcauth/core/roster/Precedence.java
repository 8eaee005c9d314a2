package net.xcauth.core.roster;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells which is newer: what this process learns of a thing, or what another process has stored. The database says in which order things
 * were stored, and not when the cloud was asked: an answer to a question that was asked after this process has seen what another one
 * has stored is newer than that. Of the others nobody can tell, unless they are much older. Not thread-safe.
 */
final class Precedence {
    private final Map<String, Stored> stored = new HashMap<>();
    private final Map<String, Instant> learned = new HashMap<>();

    /**
     * A fact that another process has stored.
     *
     * @param seen    when this process has seen it
     * @param unclear the other one may have asked the cloud for it since then
     */
    private record Stored(Instant seen, Instant unclear) {}

    /** The newer of two facts, as far as that can be told. */
    enum Newer {
        LEARNED,
        UNCLEAR,
        STORED;

        /** The same of something that depends on two things. */
        Newer and(Newer other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    /** This process has learned how a thing is. */
    void learned(String thing, Instant at) {
        learned.merge(thing, at, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Another process has stored how a thing is; parameters as of {@link Stored}. */
    void stored(String thing, Instant seen, Instant unclear) {
        stored.put(thing, new Stored(seen, unclear));
    }

    /** Compares what was learned at a time with what others have stored. */
    Newer of(String thing, Instant learnedAt) {
        Stored other = stored.get(thing);
        return other == null || !learnedAt.isBefore(other.seen)
                ? Newer.LEARNED
                : learnedAt.isBefore(other.unclear) ? Newer.STORED : Newer.UNCLEAR;
    }

    /** True if this process has learned how a thing is since a time. */
    boolean isLearnedSince(String thing, Instant time) {
        return learned.containsKey(thing) && !learned.get(thing).isBefore(time);
    }

    /**
     * Forgets what cannot matter any more.
     *
     * @param oldest  all answers that are to come were learned since then
     * @param unclear all that other processes are to store they have asked the cloud for since then
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
