package net.xcauth.bridge.ejabberd;

import java.time.Duration;

/** The delay before another attempt: a second, then twice as long each time, up to a limit. Not thread-safe. */
final class RetryDelay {
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Duration longest;
    private Duration next = FIRST;

    RetryDelay(Duration longest) {
        this.longest = longest;
    }

    /** The delay before the next attempt; the one after that will be longer. */
    Duration next() {
        Duration current = next;
        Duration doubled = current.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
        return current;
    }

    /** Starts over after a success. */
    void reset() {
        next = FIRST;
    }
}
