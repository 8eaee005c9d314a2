package net.xcauth.core.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A token bucket: full at first, each permit takes a token, and tokens come back at a steady rate. */
final class RateLimiter {
    private final Duration interval;
    private final int burst;
    private final Clock clock;
    /** The time at which the bucket was, or will be, full. */
    private Instant full = Instant.MIN;

    /**
     * @param perSecond the rate at which tokens come back
     * @param burst     the number of tokens in a full bucket
     */
    RateLimiter(int perSecond, int burst, Clock clock) {
        this.interval = Duration.ofSeconds(1).dividedBy(perSecond);
        this.burst = burst;
        this.clock = clock;
    }

    /** Takes a token; false if there is none. */
    synchronized boolean tryAcquire() {
        Instant now = clock.instant();
        Instant next = (full.isBefore(now) ? now : full).plus(interval);
        Instant latest = now.plus(interval.multipliedBy(burst));
        if (next.isAfter(latest)) {
            // After the clock was set back, a bucket cannot be emptier than empty.
            full = full.isAfter(latest) ? latest : full;
            return false;
        }
        full = next;
        return true;
    }
}
