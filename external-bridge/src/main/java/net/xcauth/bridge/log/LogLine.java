package net.xcauth.bridge.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import net.xcauth.core.text.OneLine;
import org.slf4j.event.Level;

/**
 * {@code 2026-11-23 20:15:07,042 INFO: message}: the format of the Python program, which log watchers know. Times are
 * local, and the level between error and info is called WARNING.
 */
final class LogLine {
    private static final int MILLIS = 1_000;

    /** Converting a date costs more than all the rest, and most lines fall into the same second. */
    private record Second(long epoch, String text) {}

    private volatile Second latest = new Second(Long.MIN_VALUE, "");

    /**
     * The line, with its end.
     *
     * @param epochMillis when it was logged
     * @param failure     whose stack trace follows; may be null
     */
    String format(long epochMillis, Level level, String message, Throwable failure) {
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

    /** java.time's zones and formatters take 20 ms to load, which a start does not have. */
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
