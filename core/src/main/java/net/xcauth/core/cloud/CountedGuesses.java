package net.xcauth.core.cloud;

import java.time.Duration;

/**
 * The wrong passwords that a cloud counts against this machine.
 *
 * @param exempt   true if it counts none
 * @param failures how many it has counted in the last 12 hours, up to {@link #MOST_TOLD}: it does not tell more
 */
public record CountedGuesses(boolean exempt, int failures) {
    /** This many, or more. */
    public static final int MOST_TOLD = 8;
    /** What a cloud says that counts nothing. */
    public static final CountedGuesses NONE = new CountedGuesses(true, 0);

    private static final Duration OF_NONE = Duration.ofMillis(100);

    /** @param delay as Nextcloud tells it: 0 without failures, else 100 ms, doubled by each failure, at most 25 s */
    public static CountedGuesses of(boolean exempt, Duration delay) {
        int failures = 0;
        for (Duration each = OF_NONE; each.compareTo(delay) < 0 && failures < MOST_TOLD; each = each.multipliedBy(2)) {
            failures++;
        }
        return new CountedGuesses(exempt, failures);
    }
}
