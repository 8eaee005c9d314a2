package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.Clouds;
import net.xcauth.core.cloud.Endpoint;

/** Compares this machine's clock with the cloud's from time to time: tokens expire by one, and are made by the other. */
final class CloudClock {
    private static final String SOMEBODY = "admin";

    private final Clouds clouds;
    private final Endpoint.Jsxc endpoint;
    private final Clock clock;
    private volatile Duration ahead;

    CloudClock(Clouds clouds, Endpoint.Jsxc endpoint, Clock clock) {
        this.clouds = clouds;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** Asks the cloud anything. Does not wait; whoever does not answer shows nothing. */
    void compare() {
        clouds.observe(endpoint, SOMEBODY).thenAccept(seen -> seen.cloudTime().ifPresent(this::compare));
    }

    /** The cloud says whole seconds, so that less than one says nothing. */
    private void compare(Instant cloudTime) {
        Duration apart = Duration.between(cloudTime, clock.instant());
        ahead = apart.compareTo(Duration.ofSeconds(1)) < 0 && !apart.isNegative() ? Duration.ZERO : apart;
    }

    /** By how much this machine's clock is ahead of the cloud's, negative if it is behind; empty if that is unknown. */
    Optional<Duration> ahead() {
        return Optional.ofNullable(ahead);
    }
}
