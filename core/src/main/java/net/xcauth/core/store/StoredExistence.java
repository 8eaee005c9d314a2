package net.xcauth.core.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the cloud knows a user.
 *
 * @param exists       what it said
 * @param learned      when it last said so
 * @param first        when the user was first seen here
 * @param missingSince when the cloud first said that the user does not exist, as long as that is not believed
 */
public record StoredExistence(boolean exists, Instant learned, Instant first, Optional<Instant> missingSince) {
    /** Somebody who is not missing. */
    public StoredExistence(boolean exists, Instant learned, Instant first) {
        this(exists, learned, first, Optional.empty());
    }
}
