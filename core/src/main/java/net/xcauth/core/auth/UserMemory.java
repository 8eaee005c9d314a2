package net.xcauth.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cache.PasswordCache;
import net.xcauth.core.cache.Recogniser;
import net.xcauth.core.cache.RefusedPasswords;
import net.xcauth.core.user.UserKey;

/**
 * What is remembered of users.
 *
 * @param passwords null when no passwords are remembered
 * @param ended     users whose accounts the cloud has refused, whatever the password
 */
record UserMemory(Recogniser recogniser, PasswordCache passwords, RefusedPasswords refused, ExistenceCache existence,
                  GuessLimiter guesses, KnownAddresses addresses, Cache<UserKey, Boolean> ended) {

    /** Remembers whether the cloud knows the user. */
    void learn(UserKey user, boolean exists) {
        if (exists) {
            existence.present(user);
        } else {
            existence.absent(user);
        }
    }
}
