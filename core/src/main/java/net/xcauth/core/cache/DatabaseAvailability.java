package net.xcauth.core.cache;

import java.time.Clock;
import java.time.Duration;
import net.xcauth.core.store.OutageLog;

/** The availability of the database, as recent reads have shown it. Thread-safe. */
final class DatabaseAvailability {
    private final OutageLog log;
    private volatile boolean unreadable;

    DatabaseAvailability(Clock clock) {
        log = new OutageLog(
                "the database responds in time", "logins keep working with the cloud and what is in memory", clock);
    }

    /** True if the last read failed. */
    boolean isUnreadable() {
        return unreadable;
    }

    /** True if the last read failed or timed out. */
    boolean isPoor() {
        return unreadable || log.isFailing();
    }

    void succeeded() {
        unreadable = false;
        log.worked();
    }

    void failed() {
        unreadable = true;
    }

    void timedOut(Duration timeout) {
        log.failed("the database does not respond within " + timeout.toMillis() + " ms");
    }
}
