package net.xcauth.bridge.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Logs our own code from debug on if configured, libraries from info on, and the connection pool only in debug mode:
 * failures of the database are logged once, in our own words.
 */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    private static final String OURS = "net.xcauth.";
    private static final String POOL = "com.zaxxer.hikari.";

    private final boolean ours;
    private final boolean silent;

    LineLogger(String name) {
        this.name = name;
        ours = name.startsWith(OURS);
        silent = name.startsWith(POOL);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        String message = arguments == null || arguments.length == 0
                ? pattern
                : MessageFormatter.basicArrayFormat(pattern, arguments);
        Logs.write(level, message, failure);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return LineLogger.class.getName();
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return ours && Logs.isDebug();
    }

    @Override
    public boolean isInfoEnabled() {
        return !silent || Logs.isDebug();
    }

    @Override
    public boolean isWarnEnabled() {
        return !silent || Logs.isDebug();
    }

    @Override
    public boolean isErrorEnabled() {
        return !silent || Logs.isDebug();
    }
}
