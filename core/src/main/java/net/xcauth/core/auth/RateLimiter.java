package net.xcauth.core.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A token bucket: initially full, drained by one token per permit, refilled at a steady rate. */
final class RateLimiter {
    private final Duration interval;
    private final int burst;
    private final Clock clock;
    /** The time at which the bucket was or will be full. */
    private Instant full = Instant.MIN;

    /**
     * @param perSecond tokens refilled per second
     * @param burst     the number of tokens in a full bucket
     */
    RateLimiter(int perSecond, int burst, Clock clock) {
        this.interval = Duration.ofSeconds(1).dividedBy(perSecond);
        this.burst = burst;
        this.clock = clock;
    }

    /** Takes a token; returns false if none is left. */
    synchronized boolean tryAcquire() {
        Instant now = clock.instant();
        Instant next = (full.isBefore(now) ? now : full).plus(interval);
        Instant latest = now.plus(interval.multipliedBy(burst));
        if (next.isAfter(latest)) {
            // If the clock was set back, the bucket must not be emptier than empty.
            full = full.isAfter(latest) ? latest : full;
            return false;
        }
        full = next;
        return true;
    }
}
