package net.xcauth.core.cache;

import java.time.Duration;

/**
 * How long answers count.
 *
 * @param passwords            whether accepted passwords are remembered at all
 * @param queryTtl             a password not used for this long is asked again
 * @param verificationTtl      a password not verified by the cloud for this long is asked again
 * @param unreachableTtl       while the cloud cannot be asked, an answer counts for this long after its verification
 * @param passwordsPerUser     how many passwords of one user are kept; the least recently used leaves first
 * @param isuserTtl            how long "this user exists" counts
 * @param isuserNegativeTtl    how long "no such user" counts
 * @param recognition          how long after its last use a password is recognised without bcrypt
 * @param maxUsers             how many users are remembered in memory; the least useful leave first
 */
public record CachePolicy(boolean passwords, Duration queryTtl, Duration verificationTtl, Duration unreachableTtl,
                          int passwordsPerUser, Duration isuserTtl, Duration isuserNegativeTtl, Duration recognition,
                          int maxUsers) {
    public CachePolicy {
        requireAtLeast(1, passwordsPerUser, "passwordsPerUser");
        requireAtLeast(1, maxUsers, "maxUsers");
    }

    /** What holds where the administrator says nothing, with passwords remembered. */
    public static CachePolicy defaults() {
        return new CachePolicy(true, Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), 4,
                Duration.ofMinutes(15), Duration.ofSeconds(30), Duration.ofHours(1), 100_000);
    }

    /** After this long without verification a password can never count again. */
    Duration longestTtl() {
        return verificationTtl.compareTo(unreachableTtl) > 0 ? verificationTtl : unreachableTtl;
    }

    private static void requireAtLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least " + least);
        }
    }

    /** Every question goes to the cloud, and nothing is remembered of its answer. */
    public static CachePolicy nothing() {
        return new CachePolicy(false, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO,
                Duration.ZERO, 1);
    }
}
