package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Which users the cloud has said to exist or not to. */
public final class ExistenceCache {
    private final CachePolicy policy;
    private final Clock clock;
    private final Cache<UserKey, Known> known;

    private record Known(boolean exists, Instant learned) {
    }

    /** @param clock decides what counts */
    public ExistenceCache(CachePolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
        known = BoundedCaches.builder(clock, policy.maxUsers()).expireAfterWrite(longest()).build();
    }

    /** What was learned recently enough not to ask the cloud. */
    public Optional<Boolean> fresh(UserKey user) {
        Known answer = known.getIfPresent(user);
        if (answer == null) {
            return Optional.empty();
        }
        return within(answer, answer.exists ? policy.isuserTtl() : policy.isuserNegativeTtl());
    }

    /** What counts while the cloud cannot be asked. */
    public Optional<Boolean> lastKnown(UserKey user) {
        Known answer = known.getIfPresent(user);
        return answer == null ? Optional.empty() : within(answer, policy.unreachableTtl());
    }

    /** The cloud has said that this user exists, or does not. */
    public void learned(UserKey user, boolean exists) {
        known.put(user, new Known(exists, clock.instant()));
    }

    private Optional<Boolean> within(Known answer, Duration ttl) {
        return clock.instant().isBefore(answer.learned.plus(ttl)) ? Optional.of(answer.exists) : Optional.empty();
    }

    private Duration longest() {
        return Collections.max(List.of(policy.isuserTtl(), policy.isuserNegativeTtl(), policy.unreachableTtl()));
    }
}
