package net.xcauth.bridge.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import net.xcauth.core.text.OneLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The format of the log, {@code 2026-11-23 20:15:07,042 INFO: message}: that of the Python program, which log monitors
 * know. Times are local, and the level between INFO and ERROR is WARNING.
 */
final class LogLine {
    private static final int MILLIS = 1_000;

    /** The text of the latest second: converting a date costs more than all else, and most lines share a second. */
    private record Second(long epoch, String text) {}

    private volatile Second latest = new Second(Long.MIN_VALUE, "");

    /**
     * Formats a line, with its line end.
     *
     * @param failure its stack trace follows; may be null
     */
    String format(long epochMillis, Level level, String message, @Nullable Throwable failure) {
        StringBuilder line = new StringBuilder(40 + message.length());
        line.append(second(Math.floorDiv(epochMillis, MILLIS))).append(',');
        padded(line, Math.floorMod(epochMillis, MILLIS), 3);
        line.append(' ')
                .append(level == Level.WARN ? "WARNING" : level.name())
                .append(": ")
                .append(OneLine.of(message))
                .append('\n');
        if (failure != null) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    private String second(long epoch) {
        Second known = latest;
        if (known.epoch != epoch) {
            known = new Second(epoch, text(local(epoch)));
            latest = known;
        }
        return known.text;
    }

    /** Avoids the zones and formatters of java.time, which take 20 ms to load at the start. */
    private static LocalDateTime local(long epoch) {
        int offset = TimeZone.getDefault().getOffset(epoch * MILLIS) / MILLIS;
        return LocalDateTime.ofEpochSecond(epoch + offset, 0, ZoneOffset.UTC);
    }

    private static String text(LocalDateTime time) {
        StringBuilder text = new StringBuilder();
        padded(text, time.getYear(), 4);
        padded(text.append('-'), time.getMonthValue(), 2);
        padded(text.append('-'), time.getDayOfMonth(), 2);
        padded(text.append(' '), time.getHour(), 2);
        padded(text.append(':'), time.getMinute(), 2);
        padded(text.append(':'), time.getSecond(), 2);
        return text.toString();
    }

    private static void padded(StringBuilder text, int number, int digits) {
        String written = Integer.toString(number);
        for (int i = written.length(); i < digits; i++) {
            text.append('0');
        }
        text.append(written);
    }
}
