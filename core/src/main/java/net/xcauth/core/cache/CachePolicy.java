package net.xcauth.core.cache;

import java.time.Duration;
import net.xcauth.core.cloud.Identity.Proof;

/**
 * The times for which answers are valid, and the sizes of the caches.
 *
 * @param passwords        true if accepted passwords are remembered
 * @param queryTtl         a password not used for this long must be confirmed by the cloud
 * @param verificationTtl  a password not verified for this long must be confirmed by the cloud
 * @param unreachableTtl   how long a verified answer is valid while the cloud is unreachable
 * @param passwordsPerUser the number of passwords kept per user; the least recently used one is evicted first
 * @param isuserTtl        how long "this user exists" is valid
 * @param isuserNegativeTtl    how long "no such user" is valid
 * @param recognition      how long after its last use a password is recognized without bcrypt
 * @param maxUsers         the number of users kept in memory; the least useful ones are evicted first
 * @param confirmation     a known user whom the cloud still does not know after this time is treated as deleted
 * @param appPasswordTtl   an app password not verified for this long must be confirmed by the cloud, if the cloud tells
 *                         app passwords from others: users revoke them when they lose a device
 */
public record CachePolicy(
        boolean passwords,
        Duration queryTtl,
        Duration verificationTtl,
        Duration unreachableTtl,
        int passwordsPerUser,
        Duration isuserTtl,
        Duration isuserNegativeTtl,
        Duration recognition,
        int maxUsers,
        Duration confirmation,
        Duration appPasswordTtl) {
    private static final Duration CONFIRMATION = Duration.ofMinutes(10);
    private static final Duration SHORTEST_CHECK = Duration.ofSeconds(1);
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);

    public CachePolicy {
        requireAtLeast(1, passwordsPerUser, "passwordsPerUser");
        requireAtLeast(1, maxUsers, "maxUsers");
    }

    /** The default values, with passwords remembered. */
    public static CachePolicy defaults() {
        return new CachePolicy(
                true,
                Duration.ofHours(1),
                Duration.ofDays(1),
                Duration.ofDays(7),
                4,
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                100_000,
                CONFIRMATION,
                Duration.ofHours(1));
    }

    /** Remembers nothing: every request goes to the cloud. */
    public static CachePolicy nothing() {
        return new CachePolicy(
                false,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1,
                CONFIRMATION,
                Duration.ZERO);
    }

    /** The interval of checks for missing users: a tenth of {@code confirmation}, but from a second to a minute. */
    public Duration confirmationCheck() {
        Duration tenth = confirmation.dividedBy(10);
        return tenth.compareTo(LONGEST_CHECK) > 0
                ? LONGEST_CHECK
                : tenth.compareTo(SHORTEST_CHECK) < 0 ? SHORTEST_CHECK : tenth;
    }

    /** The time for which a password of this kind is valid after the cloud has verified it. */
    Duration verificationTtl(Proof proof) {
        return proof == Proof.APP_PASSWORD && appPasswordTtl.compareTo(verificationTtl) < 0
                ? appPasswordTtl
                : verificationTtl;
    }

    /** The time after which an unverified password can never be valid again. */
    Duration longestTtl() {
        return verificationTtl.compareTo(unreachableTtl) > 0 ? verificationTtl : unreachableTtl;
    }

    private static void requireAtLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
        }
    }
}
