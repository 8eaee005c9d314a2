package net.xcauth.core.auth;

import java.time.Duration;

/**
 * Limits that protect the cloud from floods, and users from guessers and from a cloud that is down.
 *
 * @param breakerFailures failures in a row after which the cloud is considered unreachable
 * @param breakerProbe    the interval at which an unreachable cloud is retried
 * @param guessLimit      wrong passwords of one user within {@link #GUESS_WINDOW} after which unknown ones are
 *                        no longer checked
 * @param refusedTtl      how long a password that the cloud has refused is refused without querying the cloud again;
 *                        zero for never. Each further refusal by the cloud doubles it, up to an hour
 * @param patience        how long a login may wait to be sent, and how long it may take in total with all its requests
 */
public record ProtectionPolicy(
        int breakerFailures, Duration breakerProbe, int guessLimit, Duration refusedTtl, Duration patience) {
    /** The time over which wrong passwords are counted. */
    public static final Duration GUESS_WINDOW = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public ProtectionPolicy {
        if (breakerFailures < 1 || guessLimit < 1) {
            throw new IllegalArgumentException("breakerFailures and guessLimit must be at least 1");
        }
    }

    /** A policy with the default {@code patience} of ten seconds. */
    public ProtectionPolicy(int breakerFailures, Duration breakerProbe, int guessLimit, Duration refusedTtl) {
        this(breakerFailures, breakerProbe, guessLimit, refusedTtl, PATIENCE);
    }

    /** A copy with another {@code patience}. */
    public ProtectionPolicy withPatience(Duration newPatience) {
        return new ProtectionPolicy(breakerFailures, breakerProbe, guessLimit, refusedTtl, newPatience);
    }

    /** The default values. */
    public static ProtectionPolicy defaults() {
        return new ProtectionPolicy(5, Duration.ofSeconds(5), 10, Duration.ofMinutes(5));
    }
}
