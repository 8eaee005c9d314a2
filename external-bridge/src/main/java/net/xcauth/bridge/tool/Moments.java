package net.xcauth.bridge.tool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Times for people, in the clock's zone. */
final class Moments {
    private static final String UNKNOWN = "unknown";

    private final Clock clock;

    Moments(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** As {@code 2026-11-23T20:15:07+01:00}; null for 1970, which stands for a time that nobody knows. */
    String iso(Instant time) {
        return time.equals(Instant.EPOCH)
                ? null
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        time.truncatedTo(ChronoUnit.SECONDS).atZone(clock.getZone()));
    }

    /** As {@code 2026-11-23T20:15:07+01:00 (3 h ago)}. */
    String text(Instant time) {
        String iso = iso(time);
        if (iso == null) {
            return UNKNOWN;
        }
        Duration age = Duration.between(time, now());
        return iso + (age.isNegative() ? " (in " + length(age.negated()) + ")" : " (" + length(age) + " ago)");
    }

    /** In the largest unit that it has one of, as {@code 3 h}. */
    static String length(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h";
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + " min";
        }
        return duration.toSeconds() > 0 || duration.isZero()
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
