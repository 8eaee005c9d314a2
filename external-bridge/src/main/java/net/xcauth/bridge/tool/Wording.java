package net.xcauth.bridge.tool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.xcauth.core.text.OneLine;

/** Times in the zone of a clock, durations, counts and tables, for people. */
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

    /**
     * Aligned columns.
     *
     * @param rows the titles of the columns, then the cells of each row
     */
    static List<String> table(List<List<String>> rows) {
        List<List<String>> shown =
                rows.stream().map(row -> row.stream().map(OneLine::of).toList()).toList();
        return shown.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> padded(row.get(column), width(shown, column)))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - letters(cell));
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> letters(row.get(column))).max().orElse(0);
    }

    private static int letters(String text) {
        return text.codePointCount(0, text.length());
    }
}
