package net.xcauth.core.cache;

import java.time.Duration;
import net.xcauth.core.cloud.Identity.Proof;

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
 * @param confirmation         a user who was known is deleted if the cloud still does not know the user after this
 * @param maxUsers             how many users are remembered in memory; the least useful leave first
 * @param appPasswordTtl       an app password not verified by the cloud for this long is asked again, if the cloud tells kinds
 *                             of passwords apart: users revoke them when they lose a device
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
    private static final Duration APP_PASSWORD_TTL = Duration.ofHours(1);
    private static final Duration CONFIRMATION = Duration.ofMinutes(10);
    private static final Duration SHORTEST_CHECK = Duration.ofSeconds(1);
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);

    public CachePolicy {
        requireAtLeast(1, passwordsPerUser, "passwordsPerUser");
        requireAtLeast(1, maxUsers, "maxUsers");
    }

    /** The same with the usual ten minutes of {@code confirmation}. */
    public CachePolicy(
            boolean passwords,
            Duration queryTtl,
            Duration verificationTtl,
            Duration unreachableTtl,
            int passwordsPerUser,
            Duration isuserTtl,
            Duration isuserNegativeTtl,
            Duration recognition,
            int maxUsers) {
        this(
                passwords,
                queryTtl,
                verificationTtl,
                unreachableTtl,
                passwordsPerUser,
                isuserTtl,
                isuserNegativeTtl,
                recognition,
                maxUsers,
                CONFIRMATION);
    }

    /** The same with the usual hour of {@code appPasswordTtl}. */
    public CachePolicy(
            boolean passwords,
            Duration queryTtl,
            Duration verificationTtl,
            Duration unreachableTtl,
            int passwordsPerUser,
            Duration isuserTtl,
            Duration isuserNegativeTtl,
            Duration recognition,
            int maxUsers,
            Duration confirmation) {
        this(
                passwords,
                queryTtl,
                verificationTtl,
                unreachableTtl,
                passwordsPerUser,
                isuserTtl,
                isuserNegativeTtl,
                recognition,
                maxUsers,
                confirmation,
                APP_PASSWORD_TTL);
    }

    /** The same with another {@code appPasswordTtl}. */
    public CachePolicy withAppPasswordTtl(Duration ttl) {
        return new CachePolicy(
                passwords,
                queryTtl,
                verificationTtl,
                unreachableTtl,
                passwordsPerUser,
                isuserTtl,
                isuserNegativeTtl,
                recognition,
                maxUsers,
                confirmation,
                ttl);
    }

    /** What holds where the administrator says nothing, with passwords remembered. */
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
                100_000);
    }

    /** How often to look whether users who are missing are to be confirmed: a tenth of that time, a second to a minute. */
    public Duration confirmationCheck() {
        Duration tenth = confirmation.dividedBy(10);
        return tenth.compareTo(LONGEST_CHECK) > 0
                ? LONGEST_CHECK
                : tenth.compareTo(SHORTEST_CHECK) < 0 ? SHORTEST_CHECK : tenth;
    }

    /** How long a password of this kind is valid after the cloud has verified it, without asking again. */
    Duration verificationTtl(Proof proof) {
        return proof == Proof.APP_PASSWORD && appPasswordTtl.compareTo(verificationTtl) < 0
                ? appPasswordTtl
                : verificationTtl;
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
        return new CachePolicy(
                false, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1);
    }
}
