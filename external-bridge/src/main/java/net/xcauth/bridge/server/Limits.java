package net.xcauth.bridge.server;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What one program takes on.
 *
 * @param maxConnections open at once; past it those that never said anything make room
 * @param idleTimeout    a connection without a request for this long is closed; zero: never
 * @param requestTimeout a request that has begun must be complete after this long, and answers must be taken within it
 * @param stopTimeout    how long a stopping program waits for answers under way
 */
public record Limits(int maxConnections, Duration idleTimeout, Duration requestTimeout, Duration stopTimeout) {
    /** What holds where the administrator says nothing. */
    public static final Limits DEFAULT =
            new Limits(4_096, Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(20));

    private static final Duration LONGEST_CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final int CHECKS_PER_TIMEOUT = 10;

    /** The interval at which timeouts are checked: a second, or less where one of them is shorter than ten seconds. */
    Duration checkInterval() {
        return Stream.of(idleTimeout, requestTimeout)
                .filter(timeout -> !timeout.isZero())
                .map(timeout -> timeout.dividedBy(CHECKS_PER_TIMEOUT))
                .filter(part -> part.compareTo(LONGEST_CHECK_INTERVAL) < 0)
                .min(Comparator.naturalOrder())
                .orElse(LONGEST_CHECK_INTERVAL);
    }
}
