package net.xcauth.core.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the beginning and the end of outages, and not each failure. Thread-safe. */
public final class OutageLog {
    private static final Logger log = LoggerFactory.getLogger(OutageLog.class);
    /** Limit of logged reasons per outage, since reasons may differ in numbers only. */
    private static final int MOST_REASONS = 5;

    private final String what;
    private final String consequence;
    private final Clock clock;
    private final Set<String> reasons = new HashSet<>();
    private volatile Optional<Instant> failingSince = Optional.empty();

    /**
     * @param what        the working state, such as {@code the database can be read}
     * @param consequence what an outage means for users
     * @param clock       measures the outage
     */
    public OutageLog(String what, String consequence, Clock clock) {
        this.what = what;
        this.consequence = consequence;
        this.clock = clock;
    }

    /** True if the last attempt failed. */
    public boolean isFailing() {
        return failingSince.isPresent();
    }

    /** @param reason without secrets; each reason is logged once per outage */
    public synchronized void failed(String reason) {
        if (reasons.size() < MOST_REASONS && reasons.add(reason)) {
            log.warn("{}; {}", reason, consequence);
        }
        failingSince = failingSince.or(() -> Optional.of(clock.instant()));
    }

    /** Notes a success. */
    public void worked() {
        if (failingSince.isPresent()) {
            recovered();
        }
    }

    private synchronized void recovered() {
        failingSince.ifPresent(since -> log.warn(
                "{} again, after {} s",
                what,
                Duration.between(since, clock.instant()).toSeconds()));
        failingSince = Optional.empty();
        reasons.clear();
    }
}
