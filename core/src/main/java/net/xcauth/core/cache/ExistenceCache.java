package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoredExistence;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;

/** Which users the cloud has said to exist or not to. */
public final class ExistenceCache implements Persistence.Holder {
    private final CachePolicy policy;
    private final Clock clock;
    private final Persistence persistence;
    private final Cache<UserKey, Known> known;

    private record Known(boolean exists, Instant learned) {
    }

    /**
     * @param persistence what is behind this memory
     * @param clock       decides what counts
     */
    public ExistenceCache(CachePolicy policy, Persistence persistence, Clock clock) {
        this.policy = policy;
        this.persistence = persistence;
        this.clock = clock;
        known = BoundedCaches.builder(clock, policy.maxUsers()).expireAfterWrite(longest()).build();
    }

    /** Brings what is stored of this user here, if nothing is; complete already if there is nothing to wait for. */
    public CompletableFuture<Void> recall(UserKey user) {
        return holds(user) ? CompletableFuture.completedFuture(null) : persistence.recall(user);
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

    /**
     * The cloud has said that this user exists, or does not.
     *
     * @return whether the user has ceased to exist
     */
    public boolean learned(UserKey user, boolean exists) {
        Instant now = clock.instant();
        Known before = known.asMap().put(user, new Known(exists, now));
        persistence.remember(new Change.Existence(user, exists, now));
        return before != null && before.exists && !exists;
    }

    @Override
    public boolean holds(UserKey user) {
        return known.getIfPresent(user) != null;
    }

    @Override
    public void recalled(UserKey user, StoredUser stored) {
        if (stored.existence().isEmpty()) {
            known.asMap().computeIfPresent(user, (key, here) -> here.exists ? null : here);
            return;
        }
        StoredExistence there = stored.existence().get();
        known.asMap().merge(user, new Known(there.exists(), there.learned()),
                (here, recalled) -> here.learned.isBefore(recalled.learned) ? recalled : here);
    }

    @Override
    public void forget() {
        known.invalidateAll();
    }

    @Override
    public void forgetDomain(String domain) {
        known.asMap().keySet().removeIf(user -> user.domain().equals(domain));
    }

    private Optional<Boolean> within(Known answer, Duration ttl) {
        return clock.instant().isBefore(answer.learned.plus(ttl)) ? Optional.of(answer.exists) : Optional.empty();
    }

    private Duration longest() {
        return Collections.max(List.of(policy.isuserTtl(), policy.isuserNegativeTtl(), policy.unreachableTtl()));
    }
}
