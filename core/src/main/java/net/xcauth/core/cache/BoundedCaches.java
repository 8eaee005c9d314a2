package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Builds all in-memory caches of the pipeline. */
public final class BoundedCaches {
    private BoundedCaches() {}

    /**
     * A builder for a cache of limited size whose times follow a clock.
     *
     * @param maximumSize entries; past it the least useful leave
     */
    public static Caffeine<Object, Object> builder(Clock clock, long maximumSize) {
        // Maintenance runs on the calling thread: it takes microseconds, and a thread pool would cost start-up time.
        return Caffeine.newBuilder()
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .maximumSize(maximumSize);
    }
}
