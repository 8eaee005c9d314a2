package net.xcauth.bridge.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * {@code 2026-11-23 20:15:07,042 INFO: message}: the format of the Python program, which log watchers know. Times are
 * local, and the level between error and info is called WARNING.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int MILLIS = 1_000;

    /** Formatting a date costs more than all the rest, and most lines fall into the same second. */
    private record Second(long epoch, String text) {
    }

    private volatile Second latest = new Second(Long.MIN_VALUE, "");

    @Override
    public String doLayout(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        StringBuilder line = new StringBuilder(40 + message.length());
        long millis = event.getTimeStamp();
        line.append(second(Math.floorDiv(millis, MILLIS))).append(',');
        int fraction = Math.floorMod(millis, MILLIS);
        line.append((char) ('0' + fraction / 100)).append((char) ('0' + fraction / 10 % 10))
                .append((char) ('0' + fraction % 10));
        line.append(' ').append(level(event.getLevel())).append(": ").append(message).append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private String second(long epoch) {
        Second known = latest;
        if (known.epoch != epoch) {
            known = new Second(epoch, SECOND.format(Instant.ofEpochSecond(epoch).atZone(ZoneId.systemDefault())));
            latest = known;
        }
        return known.text;
    }

    private static String level(Level level) {
        return level == Level.WARN ? "WARNING" : level.toString();
    }
}
