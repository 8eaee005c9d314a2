package net.xcauth.core.auth;

import java.time.Duration;

/**
 * How the cloud is protected, and how users are from a cloud that is down.
 *
 * @param breakerFailures failures in a row after which the cloud counts as unreachable
 * @param breakerProbe    how often it is then tried
 * @param guessLimit      wrong passwords for one user within {@link #GUESS_WINDOW} after which unknown ones are
 *                        refused
 * @param refusedTtl      how long a password that the cloud has refused is refused without asking again, zero for not at
 *                        all; each further refusal by the cloud doubles it, up to an hour
 * @param patience        how long a login waits for its turn to be sent, and in all, however many requests it takes
 */
public record ProtectionPolicy(
        int breakerFailures, Duration breakerProbe, int guessLimit, Duration refusedTtl, Duration patience) {
    /** Wrong passwords are counted over this time. */
    public static final Duration GUESS_WINDOW = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public ProtectionPolicy {
        if (breakerFailures < 1 || guessLimit < 1) {
            throw new IllegalArgumentException("breakerFailures and guessLimit must be at least 1");
        }
    }

    /** The same with the usual ten seconds of {@code patience}. */
    public ProtectionPolicy(int breakerFailures, Duration breakerProbe, int guessLimit, Duration refusedTtl) {
        this(breakerFailures, breakerProbe, guessLimit, refusedTtl, PATIENCE);
    }

    /** The same with another {@code patience}. */
    public ProtectionPolicy withPatience(Duration newPatience) {
        return new ProtectionPolicy(breakerFailures, breakerProbe, guessLimit, refusedTtl, newPatience);
    }

    /** What holds where the administrator says nothing. */
    public static ProtectionPolicy defaults() {
        return new ProtectionPolicy(5, Duration.ofSeconds(5), 10, Duration.ofMinutes(5));
    }
}
