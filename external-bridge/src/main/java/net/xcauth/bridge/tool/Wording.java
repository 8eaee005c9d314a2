package net.xcauth.bridge.tool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times in the zone of a clock, durations and counts, for people. */
final class Wording {
    private final Clock clock;

    Wording(Clock clock) {
        this.clock = clock;
    }

    /** As {@code 2026-11-23T20:15:07+01:00}; empty for 1970, which stands for an unknown time. */
    Optional<String> iso(Instant time) {
        return Optional.of(time)
                .filter(known -> !known.equals(Instant.EPOCH))
                .map(known -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        known.truncatedTo(ChronoUnit.SECONDS).atZone(clock.getZone())));
    }

    /** As {@code 2026-11-23T20:15:07+01:00 (3 h ago)}, or {@code unknown}. */
    String time(Instant time) {
        Duration age = Duration.between(time, clock.instant());
        return iso(time)
                .map(iso -> iso
                        + (age.isNegative() ? " (in " + duration(age.negated()) + ")" : " (" + duration(age) + " ago)"))
                .orElse("unknown");
    }

    /** In the largest unit that fits, as {@code 3 h}. */
    static String duration(Duration duration) {
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

    /** As {@code 1 password} or {@code 2 passwords}. */
    static String count(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
