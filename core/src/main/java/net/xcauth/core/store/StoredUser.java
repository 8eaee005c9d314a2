package net.xcauth.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A user's data in the database.
 *
 * @param existence empty if unknown
 * @param passwords newest first; may be empty
 * @param order     the order in which they were accepted
 * @param revision  the revision at which this was read, or a later one
 * @param cloud     the fingerprint of the cloud that the data come from; empty if unknown
 */
public record StoredUser(
        Optional<StoredExistence> existence,
        List<StoredPassword> passwords,
        StoredOrder order,
        long revision,
        Optional<String> cloud) {
    /** An unknown user. */
    public static final StoredUser UNKNOWN = new StoredUser(Optional.empty(), List.of());

    /** A user whose passwords have no known order. */
    public StoredUser(Optional<StoredExistence> existence, List<StoredPassword> passwords) {
        this(existence, passwords, StoredOrder.none(), 0, Optional.empty());
    }

    /** True if nothing is known about the user. */
    public boolean isUnknown() {
        return existence.isEmpty() && passwords.isEmpty();
    }

    public StoredUser {
        passwords = List.copyOf(passwords);
    }

    /**
     * The cloud's answer whether a user exists.
     *
     * @param exists       the answer
     * @param learned      when it was last given
     * @param first        when the user was first seen here
     * @param missingSince when the cloud first said that the user does not exist, while that is not confirmed
     */
    public record StoredExistence(boolean exists, Instant learned, Instant first, Optional<Instant> missingSince) {
        /** An answer without a pending confirmation. */
        public StoredExistence(boolean exists, Instant learned, Instant first) {
            this(exists, learned, first, Optional.empty());
        }
    }

    /**
     * The order in which the cloud has accepted one user's passwords, shared by all processes at the database.
     *
     * @param revision the revision at which a password of the user was last accepted or unconfirmed; 0 if none was. It
     *                 never decreases, even if the user is forgotten.
     * @param others   the same for other processes only
     * @param asked    the number of the newest query that the cloud has answered to this process with yes; 0 if none,
     *                 or if another process has stored a later acceptance
     * @param changed  when a password was last superseded, refused or unconfirmed
     * @param rivals   the passwords that have superseded others, by hash
     */
    public record StoredOrder(
            long revision, long others, long asked, Optional<Instant> changed, Rivals<String> rivals) {
        /** The order for a user without accepted passwords. */
        static StoredOrder none() {
            return new StoredOrder(0, 0, 0, Optional.empty(), new Rivals<>());
        }
    }
}
