package net.xcauth.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.Instant;
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cache.PasswordCache;
import net.xcauth.core.cache.Recogniser;
import net.xcauth.core.cache.RefusedPasswords;
import net.xcauth.core.user.UserKey;

/**
 * The caches and limits that hold what is known about users.
 *
 * @param passwords null when no passwords are remembered
 * @param ended     users whose accounts the cloud has refused, whatever the password
 * @param accepted  users who have a password that the cloud has accepted within {@link #ACCEPTED_KEPT}
 */
record UserMemory(
        Recogniser recogniser,
        PasswordCache passwords,
        RefusedPasswords refused,
        ExistenceCache existence,
        GuessLimiter guesses,
        KnownAddresses addresses,
        Cache<UserKey, Boolean> ended,
        Cache<UserKey, Boolean> accepted) {
    /** For this long, a user whose password the cloud has accepted is known to have one. */
    static final Duration ACCEPTED_KEPT = Duration.ofDays(30);

    /** True if the cloud has accepted a password of the user's lately. */
    boolean hasAccepted(UserKey user, Instant now) {
        return accepted.getIfPresent(user) != null
                || passwords != null && passwords.wasAccepted(user, now.minus(ACCEPTED_KEPT));
    }

    /** Remembers whether the cloud knows the user. */
    void learn(UserKey user, boolean exists) {
        if (exists) {
            existence.present(user);
        } else {
            existence.absent(user);
        }
    }
}
