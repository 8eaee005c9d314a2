package net.xcauth.core.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps as text in UTC, as the Python program writes them: {@code 2026-11-23 20:15:07.042000}. Text has the same
 * meaning in every database, and sorts by time.
 */
public final class Timestamps {
    private static final int MICROSECONDS = 6;
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, MICROSECONDS, true)
            .toFormatter();

    private Timestamps() {}

    static String text(Instant time) {
        return WRITTEN.format(time.atOffset(ZoneOffset.UTC));
    }

    /** @param text with or without fractions of a second; null or invalid text is treated as long ago */
    public static Instant instant(@Nullable String text) {
        if (text == null) {
            return Instant.EPOCH;
        }
        try {
            return LocalDateTime.parse(text.strip(), READ).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            // Written manually or by another program: whatever depends on it is queried again.
            return Instant.EPOCH;
        }
    }
}
