package net.xcauth.openfire.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.xcauth.core.text.RefusedException;

/** Durations as administrators write them: {@code 90s}, {@code 15m}, {@code 7d}; without a unit, seconds. */
final class Times {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*([smhdw]?)");

    private Times() {}

    /** @throws RefusedException if it is not a duration */
    static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new RefusedException(RefusedValue.TIME.with());
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            case "w" -> Duration.ofDays(7 * count);
            default -> Duration.ofSeconds(count);
        };
    }
}
