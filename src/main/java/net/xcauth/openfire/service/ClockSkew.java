package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.xcauth.core.Clouds;
import net.xcauth.core.cloud.Endpoint;
import org.jspecify.annotations.Nullable;

/** The difference between this machine's clock, by which tokens expire, and the cloud's, by which they are issued. */
final class ClockSkew {
    /** Any account name will do: only the response's date is read. */
    private static final String ANY_ACCOUNT = "admin";

    private final Clouds clouds;
    private final Endpoint.Jsxc endpoint;
    private final Clock clock;
    private volatile @Nullable Duration ahead;

    ClockSkew(Clouds clouds, Endpoint.Jsxc endpoint, Clock clock) {
        this.clouds = clouds;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** Sends any request, to read the response's date. Does not wait; without a response, the last result stays. */
    void measure() {
        clouds.observe(endpoint, ANY_ACCOUNT)
                .thenAccept(seen -> seen.cloudTime().ifPresent(this::compare));
    }

    /** Differences below a second are ignored: the date has a resolution of one second. */
    private void compare(Instant cloudTime) {
        Duration difference = Duration.between(cloudTime, clock.instant());
        boolean negligible = !difference.isNegative() && difference.compareTo(Duration.ofSeconds(1)) < 0;
        ahead = negligible ? Duration.ZERO : difference;
    }

    /** The time by which this machine's clock is ahead of the cloud's, negative if behind; empty if unknown. */
    Optional<Duration> ahead() {
        return Optional.ofNullable(ahead);
    }
}
