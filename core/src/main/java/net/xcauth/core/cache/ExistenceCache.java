package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;

/**
 * Remembers which users exist according to the cloud. A cloud may lose track of its users for a while: a known user is
 * only <i>missing</i> after the cloud's first "no", until its next "yes" or until {@link #gone}, and still exists.
 */
public final class ExistenceCache implements Persistence.BackedCache {
    private final CachePolicy policy;
    private final Clock clock;
    private final Persistence persistence;
    private final UserRegistry registry;
    private final Cache<UserKey, Known> known;
    private final ConcurrentMap<UserKey, Missing> missing = new ConcurrentHashMap<>();

    /** @param before true if the user exists or has existed */
    private record Known(boolean exists, boolean before, Instant learned) {}

    /**
     * An unconfirmed "no".
     *
     * @param since     time of the first "no"
     * @param last      time of the last "no"
     * @param due       the time at which to query the cloud again
     * @param confirmed true if the cloud has confirmed the "no" when it was due
     */
    private record Missing(Instant since, Instant last, Instant due, boolean confirmed) {}

    /**
     * @param persistence what backs this cache
     * @param registry    a second source of known users; also learns of deleted users that another process has detected
     * @param clock       determines what has expired
     */
    public ExistenceCache(CachePolicy policy, Persistence persistence, UserRegistry registry, Clock clock) {
        this.policy = policy;
        this.persistence = persistence;
        this.registry = registry;
        this.clock = clock;
        known = BoundedCaches.builder(clock, policy.maxUsers())
                .expireAfterWrite(longest())
                .build();
    }

    /** Loads the stored state of a user who is not in memory; already complete if there is nothing to wait for. */
    public CompletableFuture<Void> load(UserKey user) {
        return holds(user) ? CompletableFuture.completedFuture(null) : persistence.load(user);
    }

    /** Does the same for a request that nothing else can answer, and waits longer. */
    public CompletableFuture<Void> loadAsLastResort(UserKey user) {
        return holds(user) ? CompletableFuture.completedFuture(null) : persistence.loadAsLastResort(user);
    }

    /** The answer if it is recent enough not to query the cloud. */
    public Optional<Boolean> fresh(UserKey user) {
        Missing absent = missing.get(user);
        if (absent != null) {
            return within(absent.last, policy.isuserNegativeTtl(), true);
        }
        Known answer = known.getIfPresent(user);
        return answer == null
                ? Optional.empty()
                : within(
                        answer.learned, answer.exists ? policy.isuserTtl() : policy.isuserNegativeTtl(), answer.exists);
    }

    /** The answer that is valid while the cloud is unreachable. */
    public Optional<Boolean> lastKnown(UserKey user) {
        Missing absent = missing.get(user);
        if (absent != null) {
            return within(absent.last, policy.unreachableTtl(), true);
        }
        Known answer = known.getIfPresent(user);
        return answer == null ? Optional.empty() : within(answer.learned, policy.unreachableTtl(), answer.exists);
    }

    /** True if the cloud no longer knows a known user, which is not confirmed yet. */
    public boolean isMissing(UserKey user) {
        return missing.containsKey(user);
    }

    /** True if the user exists or has existed, according to this cache or the registry. */
    public boolean wasKnown(UserKey user) {
        Known answer = known.getIfPresent(user);
        return missing.containsKey(user) || answer != null && answer.before || registry.knows(user);
    }

    /** The cloud has said that this user exists. */
    public void present(UserKey user) {
        Instant now = clock.instant();
        missing.remove(user);
        known.put(user, new Known(true, true, now));
        persistence.save(new Change.Existence(user, true, now));
        registry.present(user, now);
    }

    /**
     * The cloud has said that this user does not exist.
     *
     * @return true if the user does not exist; false if the user was known and is now {@link #isMissing missing}
     */
    public boolean absent(UserKey user) {
        Instant now = clock.instant();
        if (!existed(user)) {
            known.asMap()
                    .merge(user, new Known(false, false, now), (here, learned) -> new Known(false, here.before, now));
            return true;
        }
        if (missing.putIfAbsent(user, new Missing(now, now, now.plus(policy.confirmation()), false)) == null) {
            persistence.save(new Change.Missing(user, now));
        } else {
            missing.computeIfPresent(
                    user, (key, absent) -> new Missing(absent.since, now, absent.due, absent.confirmed));
        }
        return false;
    }

    private boolean existed(UserKey user) {
        Known answer = known.getIfPresent(user);
        return missing.containsKey(user) || (answer != null && answer.before ? answer.exists : registry.knows(user));
    }

    /** The missing users about whom to query the cloud again now, the longest overdue first. */
    public List<UserKey> due() {
        Instant now = clock.instant();
        return missing.entrySet().stream()
                .filter(entry -> !now.isBefore(entry.getValue().due))
                .sorted(Comparator.comparing(entry -> entry.getValue().due))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The cloud has confirmed that a missing user does not exist. */
    public void confirm(UserKey user) {
        Instant next = clock.instant().plus(policy.confirmation());
        missing.computeIfPresent(user, (key, absent) -> new Missing(absent.since, absent.last, next, true));
    }

    /** The missing users; true for those whose absence is {@link #confirm confirmed}. */
    public Map<UserKey, Boolean> missing() {
        return missing.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().confirmed));
    }

    /**
     * Adds users who were found missing by another process, or before a restart.
     *
     * @param stored the users, and the time since which they are missing
     */
    public void takeOver(Map<UserKey, Instant> stored) {
        stored.forEach((user, since) -> {
            Known here = known.getIfPresent(user);
            if (here == null || !here.learned.isAfter(since)) {
                missing.putIfAbsent(user, new Missing(since, since, since.plus(policy.confirmation()), false));
            }
        });
    }

    /** The number of existing users of a domain in this cache. */
    public long count(String domain) {
        return known.asMap().entrySet().stream()
                .filter(entry -> entry.getKey().domain().equals(domain) && entry.getValue().exists)
                .count();
    }

    /** It is confirmed that the user no longer exists. */
    public void gone(UserKey user) {
        Instant now = clock.instant();
        missing.remove(user);
        known.put(user, new Known(false, true, now));
        persistence.save(new Change.Existence(user, false, now));
        registry.gone(user);
    }

    @Override
    public boolean holds(UserKey user) {
        return missing.containsKey(user) || known.getIfPresent(user) != null;
    }

    @Override
    public void loaded(UserKey user, StoredUser stored) {
        if (stored.existence().isEmpty()) {
            // What this process learned during the read is not stored yet.
            return;
        }
        StoredExistence there = stored.existence().get();
        there.missingSince().ifPresent(since -> takeOver(Map.of(user, since)));
        known.asMap()
                .merge(
                        user,
                        new Known(there.exists(), true, there.learned()),
                        (here, read) -> !here.before || here.learned.isBefore(read.learned) ? read : here);
    }

    @Override
    public void changed(UserKey user, StoredUser stored) {
        Known before = known.getIfPresent(user);
        boolean existed = missing.containsKey(user) || before != null && before.exists;
        if (stored.existence().isEmpty()) {
            known.asMap().computeIfPresent(user, (key, here) -> here.exists ? null : here);
            missing.remove(user);
            return;
        }
        loaded(user, stored);
        StoredExistence there = stored.existence().get();
        Known now = known.getIfPresent(user);
        boolean ended = !there.exists() && (now == null || !now.exists);
        missing.computeIfPresent(user, (key, absent) -> ended || there.learned().isAfter(absent.since) ? null : absent);
        if (existed && ended) {
            registry.gone(user);
        }
    }

    @Override
    public void clear() {
        known.invalidateAll();
        missing.clear();
    }

    @Override
    public void forgetDomain(String domain) {
        known.asMap().keySet().removeIf(user -> user.domain().equals(domain));
        missing.keySet().removeIf(user -> user.domain().equals(domain));
    }

    private Optional<Boolean> within(Instant learned, Duration ttl, boolean answer) {
        return clock.instant().isBefore(learned.plus(ttl)) ? Optional.of(answer) : Optional.empty();
    }

    private Duration longest() {
        return Collections.max(List.of(policy.isuserTtl(), policy.isuserNegativeTtl(), policy.unreachableTtl()));
    }
}
