package net.xcauth.core.store;

import java.time.Instant;
import java.util.Objects;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.user.UserKey;

/**
 * Something learned of a user. A change says what happened and not what is there now, so that what several processes
 * learn of the same user adds up.
 */
public sealed interface Change {

    /** Whom it is about. */
    UserKey user();

    /**
     * The cloud accepted a password, which may supersede others of the user's, see {@link Rivals#accepted}.
     *
     * @param hash  bcrypt hash; null if it is not computed yet, so that only the others are superseded
     * @param sent  when the question was sent
     * @param at    when the cloud answered
     * @param proof the kind of the password
     */
    record Accepted(UserKey user, String hash, Sent sent, Instant at, Proof proof) implements Change {
        /** The same of a password of a kind that the cloud does not tell. */
        public Accepted(UserKey user, String hash, Sent sent, Instant at) {
            this(user, hash, sent, at, Proof.UNKNOWN);
        }

        @Override
        public String toString() {
            return "Accepted(" + user + ')';
        }
    }

    /**
     * The hash of a password is computed whose acceptance is stored already.
     *
     * @param password as it is now
     * @param sent     when the question was sent that the cloud last answered with yes
     * @param newest   the newest question about the user that was answered, {@link Sent#number}
     * @param rivals   what it is to the user's other passwords, by their hashes
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

    /** The cloud refused a cached password: it is forgotten. */
    record Refused(UserKey user, String hash) implements Change {
        public Refused {
            Objects.requireNonNull(hash, "hash");
        }

        @Override
        public String toString() {
            return "Refused(" + user + ')';
        }
    }

    /** All of the user's passwords must be accepted by the cloud again before they are valid. */
    record Unconfirmed(UserKey user, Instant at) implements Change {}

    /** The cloud said for the first time that a user who was known does not exist. The user still counts as existing. */
    record Missing(UserKey user, Instant at) implements Change {}

    /**
     * The user exists, or does not any more, which is to be believed; then all of the user's passwords must be accepted by the
     * cloud again before they are valid.
     */
    record Existence(UserKey user, boolean exists, Instant at) implements Change {}
}
