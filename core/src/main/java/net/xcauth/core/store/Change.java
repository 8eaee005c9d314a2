package net.xcauth.core.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.user.UserKey;

/**
 * A fact learned about a user. A change describes what happened and not the resulting state, so that the changes of
 * several processes to the same user add up.
 */
public sealed interface Change {

    /** The user. */
    UserKey user();

    /**
     * The cloud accepted a password, which may supersede others of the user, see {@link Rivals#accepted}.
     *
     * @param hash  bcrypt hash; empty if not computed yet, so that only the others are superseded
     * @param sent  when the query was sent
     * @param at    when the cloud answered
     * @param proof the kind of password
     */
    record Accepted(UserKey user, Optional<String> hash, Sent sent, Instant at, Proof proof) implements Change {
        /** The acceptance of a password of unknown kind. */
        public Accepted(UserKey user, Optional<String> hash, Sent sent, Instant at) {
            this(user, hash, sent, at, Proof.UNKNOWN);
        }

        @Override
        public String toString() {
            return "Accepted(" + user + ')';
        }
    }

    /**
     * The hash of a password whose acceptance is already stored.
     *
     * @param password its current state
     * @param sent     when the last query was sent that the cloud answered with yes
     * @param newest   the {@link Sent#number} of the newest answered query about the user
     * @param rivals   its relation to the user's other passwords, by hash
     */
    record Hashed(UserKey user, StoredPassword password, Sent sent, long newest, Rivals<String> rivals)
            implements Change {
        @Override
        public String toString() {
            return "Hashed(" + user + ')';
        }
    }

    /** A cached password was used. */
    record Used(UserKey user, String hash, Instant at) implements Change {
        public Used {
            Objects.requireNonNull(hash, "hash");
        }

        @Override
        public String toString() {
            return "Used(" + user + ')';
        }
    }

    /** The cloud refused a cached password, which is forgotten. */
    record Refused(UserKey user, String hash) implements Change {
        public Refused {
            Objects.requireNonNull(hash, "hash");
        }

        @Override
        public String toString() {
            return "Refused(" + user + ')';
        }
    }

    /** The cloud must accept all of the user's passwords again before they are valid. */
    record Unconfirmed(UserKey user, Instant at) implements Change {}

    /** The cloud said for the first time that a known user does not exist. Until confirmed, the user exists. */
    record Missing(UserKey user, Instant at) implements Change {}

    /**
     * The user exists, or certainly no longer exists. In the latter case the cloud must accept all of the user's
     * passwords again before they are valid.
     */
    record Existence(UserKey user, boolean exists, Instant at) implements Change {}

    /**
     * When a query was sent to the cloud, independent of clocks.
     *
     * @param number increases with each query of this process
     * @param seen   the revision of the newest acceptance of the user's passwords known then; 0 if none was
     */
    record Sent(long number, long seen) {}
}
