package net.xcauth.core.cloud;

import java.time.Duration;

/**
 * The number of wrong passwords that a cloud has counted against this machine.
 *
 * @param exempt   true if the cloud does not count them
 * @param failures those of the last 12 hours, at most {@link #MOST_TOLD}, since the cloud does not reveal more
 */
public record CountedGuesses(boolean exempt, int failures) {
    /** Means this many or more. */
    public static final int MOST_TOLD = 8;
    /** The answer for a cloud that does not count. */
    public static final CountedGuesses NONE = new CountedGuesses(true, 0);

    private static final Duration OF_NONE = Duration.ofMillis(100);

    /** @param delay as Nextcloud reports it: 0 without failures, else 100 ms, doubled by each failure, at most 25 s */
    public static CountedGuesses of(boolean exempt, Duration delay) {
        int failures = 0;
        for (Duration each = OF_NONE; each.compareTo(delay) < 0 && failures < MOST_TOLD; each = each.multipliedBy(2)) {
            failures++;
        }
        return new CountedGuesses(exempt, failures);
    }
}
