package net.xcauth.core.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether something works; says so in the log when that changes, and not each time. Thread-safe. */
public final class StoreHealth {
    private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);
    /** Reasons may differ in numbers only. */
    private static final int MOST_REASONS = 5;

    private final String what;
    private final String consequence;
    private final Clock clock;
    private final Set<String> reasons = new HashSet<>();
    private volatile Instant failingSince;

    /**
     * @param what        what works or not, as {@code the database can be read}
     * @param consequence what it means for users when not
     * @param clock       says how long it did not
     */
    public StoreHealth(String what, String consequence, Clock clock) {
        this.what = what;
        this.consequence = consequence;
        this.clock = clock;
    }

    /** Whether it did not work when it was last tried. */
    public boolean isFailing() {
        return failingSince != null;
    }

    /** @param reason in words, without secrets; each is said once until it works again */
    public synchronized void failed(String reason) {
        if (reasons.size() < MOST_REASONS && reasons.add(reason)) {
            log.warn("{}; {}", reason, consequence);
        }
        failingSince = failingSince == null ? clock.instant() : failingSince;
    }

    /** It worked. */
    public void worked() {
        if (failingSince != null) {
            recovered();
        }
    }

    private synchronized void recovered() {
        if (failingSince != null) {
            log.warn(
                    "{} again, after {} s",
                    what,
                    Duration.between(failingSince, clock.instant()).toSeconds());
            failingSince = null;
            reasons.clear();
        }
    }
}
