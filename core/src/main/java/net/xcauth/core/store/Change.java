package net.xcauth.core.store;

import java.time.Instant;
import java.util.Objects;
import net.xcauth.core.user.UserKey;

/**
 * Something learned of a user. A change says what happened and not what is there now, so that what several processes
 * learn of the same user adds up.
 */
public sealed interface Change {

    /** Whom it is about. */
    UserKey user();

    /**
     * The cloud accepted a password that was not cached; all others of the user's are superseded.
     *
     * @param hash  bcrypt hash; null when it could not be computed, so that only the others are superseded
     * @param asked when the cloud was asked
     * @param at    when it answered
     */
    record Accepted(UserKey user, String hash, Instant asked, Instant at) implements Change {
        @Override
        public String toString() {
            return "Accepted(" + user + ')';
        }
    }

    /** The cloud accepted a cached password once more. The times are those of {@link Accepted}. */
    record Verified(UserKey user, String hash, Instant asked, Instant at) implements Change {
        public Verified {
            Objects.requireNonNull(hash, "hash");
        }

        @Override
        public String toString() {
            return "Verified(" + user + ')';
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
    record Unconfirmed(UserKey user) implements Change {
    }

    /** The cloud said that the user exists, or does not. */
    record Existence(UserKey user, boolean exists, Instant at) implements Change {
    }
}
