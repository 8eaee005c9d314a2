package net.xcauth.bridge.net;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The limits on client connections.
 *
 * @param maxConnections open at a time; a new one beyond that evicts the oldest that has never sent anything
 * @param idleTimeout    after which a connection without a request is closed; zero for never
 * @param requestTimeout within which a client must complete a request that it has begun, and read its replies
 * @param stopTimeout    given to pending requests when the program stops
 */
public record Limits(int maxConnections, Duration idleTimeout, Duration requestTimeout, Duration stopTimeout) {
    /** The limits of an empty configuration. */
    public static final Limits DEFAULT =
            new Limits(4_096, Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(20));

    private static final Duration LONGEST_CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final int CHECKS_PER_TIMEOUT = 10;

    /** The interval at which timeouts are checked: one second, or a tenth of the shortest timeout if that is less. */
    public Duration checkInterval() {
        return Stream.of(idleTimeout, requestTimeout)
                .filter(timeout -> !timeout.isZero())
                .map(timeout -> timeout.dividedBy(CHECKS_PER_TIMEOUT))
                .filter(part -> part.compareTo(LONGEST_CHECK_INTERVAL) < 0)
                .min(Comparator.naturalOrder())
                .orElse(LONGEST_CHECK_INTERVAL);
    }
}
