package net.xcauth.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.cache.BoundedCaches;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cache.ExistenceCache;
import net.xcauth.core.cache.Fingerprinter;
import net.xcauth.core.cache.PasswordCache;
import net.xcauth.core.cache.RefusedPasswords;
import net.xcauth.core.user.UserKey;

/**
 * The caches and limits that hold the state of users.
 *
 * @param passwords empty if no passwords are remembered
 * @param refused   passwords that the cloud has recently refused
 * @param ended     users whose accounts the cloud refuses with any password
 * @param accepted  users with a password that the cloud has accepted within {@link #ACCEPTED_TTL}
 */
record UserCaches(
        Fingerprinter fingerprinter,
        Optional<PasswordCache> passwords,
        RefusedPasswords refused,
        ExistenceCache existence,
        GuessLimiter guesses,
        KnownAddresses addresses,
        Cache<UserKey, Boolean> ended,
        Cache<UserKey, Boolean> accepted) {
    /** The time for which a user is known to have an accepted password. */
    private static final Duration ACCEPTED_TTL = Duration.ofDays(30);
    /** The cloud issues no tokens for an account that has ended, and earlier ones expire within this time. */
    private static final Duration LONGEST_TOKEN = Duration.ofDays(1);

    UserCaches(
            Optional<PasswordCache> passwords,
            ExistenceCache existence,
            CachePolicy policy,
            ProtectionPolicy protection,
            Clock clock) {
        this(
                new Fingerprinter(),
                passwords,
                new RefusedPasswords(protection.refusedTtl(), clock),
                existence,
                new GuessLimiter(protection.guessLimit(), clock),
                new KnownAddresses(clock),
                BoundedCaches.builder(clock, policy.maxUsers())
                        .expireAfterWrite(LONGEST_TOKEN)
                        .build(),
                BoundedCaches.builder(clock, policy.maxUsers())
                        .expireAfterWrite(ACCEPTED_TTL)
                        .build());
    }

    /** True if the cloud has refused the account with any password. */
    boolean hasEnded(UserKey user) {
        return ended.getIfPresent(user) != null;
    }

    /** True if the cloud has recently accepted a password of the user. */
    boolean hasAccepted(UserKey user, Instant now) {
        return accepted.getIfPresent(user) != null
                || passwords
                        .filter(cache -> cache.wasAccepted(user, now.minus(ACCEPTED_TTL)))
                        .isPresent();
    }

    /** Remembers whether the cloud knows the user. */
    void learn(UserKey user, boolean exists) {
        if (exists) {
            existence.present(user);
        } else {
            existence.absent(user);
        }
    }

    /** Forgets everything that the former cloud of an XMPP domain has said about its users. */
    void forgetDomain(String domain) {
        passwords.ifPresent(cache -> cache.forgetDomain(domain));
        existence.forgetDomain(domain);
        refused.forgetDomain(domain);
        ended.asMap().keySet().removeIf(user -> user.domain().equals(domain));
        accepted.asMap().keySet().removeIf(user -> user.domain().equals(domain));
    }
}
