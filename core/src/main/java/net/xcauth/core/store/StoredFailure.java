package net.xcauth.core.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.user.UserKey;

/**
 * A wrong password that a cloud counts against this machine, or one under way that may turn out to be wrong.
 *
 * @param id   chosen at random
 * @param user whose password it was; empty if somebody else has sent it from this machine
 * @param at   when it was sent
 */
public record StoredFailure(long id, Optional<UserKey> user, Instant at) {
    public StoredFailure {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(at, "at");
    }
}
