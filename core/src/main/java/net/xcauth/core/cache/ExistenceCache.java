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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.store.StoredUser.StoredExistence;
import net.xcauth.core.user.UserKey;

/**
 * Which users the cloud has said to exist or not to. A cloud may lose sight of its users for a while: a user who was known
 * before is only <i>missing</i> after the cloud's first no, and still exists until {@link #gone} or the cloud's next yes.
 */
public final class ExistenceCache implements Persistence.Holder {
    private final CachePolicy policy;
    private final Clock clock;
    private final Persistence persistence;
    private final Predicate<UserKey> knownElsewhere;
    private final Consumer<UserKey> whenGone;
    private final Cache<UserKey, Known> known;
    private final ConcurrentMap<UserKey, Missing> missing = new ConcurrentHashMap<>();

    /** @param before true if the user has existed, perhaps until now */
    private record Known(boolean exists, boolean before, Instant learned) {}

    /**
     * A no that is not believed yet.
     *
     * @param since     the first one
     * @param last      the last one
     * @param due       when the cloud is to be asked again
     * @param confirmed true if it has said so again then
     */
    private record Missing(Instant since, Instant last, Instant due, boolean confirmed) {}

    /**
     * @param persistence    what is behind this memory
     * @param knownElsewhere true for users who have existed as somebody else remembers
     * @param whenGone       told of each user who was known and does not exist any more, whichever process has found that out;
     *                       must not block
     * @param clock          decides what is fresh
     */
    public ExistenceCache(
            CachePolicy policy,
            Persistence persistence,
            Predicate<UserKey> knownElsewhere,
            Consumer<UserKey> whenGone,
            Clock clock) {
        this.policy = policy;
        this.persistence = persistence;
        this.knownElsewhere = knownElsewhere;
        this.whenGone = whenGone;
        this.clock = clock;
        known = BoundedCaches.builder(clock, policy.maxUsers())
                .expireAfterWrite(longest())
                .build();
    }

    /** Brings what is stored of this user here, if nothing is; complete already if there is nothing to wait for. */
    public CompletableFuture<Void> recall(UserKey user) {
        return holds(user) ? CompletableFuture.completedFuture(null) : persistence.recall(user);
    }

    /** The same for a question that nothing else can answer: waits longer. */
    public CompletableFuture<Void> awaitRecall(UserKey user) {
        return holds(user) ? CompletableFuture.completedFuture(null) : persistence.awaitRecall(user);
    }

    /** What was learned recently enough not to ask the cloud. */
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

    /** What is valid while the cloud is unreachable. */
    public Optional<Boolean> lastKnown(UserKey user) {
        Missing absent = missing.get(user);
        if (absent != null) {
            return within(absent.last, policy.unreachableTtl(), true);
        }
        Known answer = known.getIfPresent(user);
        return answer == null ? Optional.empty() : within(answer.learned, policy.unreachableTtl(), answer.exists);
    }

    /** True if the cloud does not know this user any more, which is not believed yet. */
    public boolean isMissing(UserKey user) {
        return missing.containsKey(user);
    }

    /** True if the user exists or has existed, as far as is known here or elsewhere. */
    public boolean wasKnown(UserKey user) {
        Known answer = known.getIfPresent(user);
        return missing.containsKey(user) || answer != null && answer.before || knownElsewhere.test(user);
    }

    /** The cloud has said that this user exists. */
    public void present(UserKey user) {
        Instant now = clock.instant();
        missing.remove(user);
        known.put(user, new Known(true, true, now));
        persistence.remember(new Change.Existence(user, true, now));
    }

    /**
     * The cloud has said that this user does not exist.
     *
     * @return true if that is to be believed; false if the user was known, and is {@link #isMissing missing} now
     */
    public boolean absent(UserKey user) {
        Instant now = clock.instant();
        if (!existed(user)) {
            known.asMap().merge(user, new Known(false, false, now), (here, said) -> new Known(false, here.before, now));
            return true;
        }
        if (missing.putIfAbsent(user, new Missing(now, now, now.plus(policy.confirmation()), false)) == null) {
            persistence.remember(new Change.Missing(user, now));
        } else {
            missing.computeIfPresent(
                    user, (key, absent) -> new Missing(absent.since, now, absent.due, absent.confirmed));
        }
        return false;
    }

    private boolean existed(UserKey user) {
        Known answer = known.getIfPresent(user);
        return missing.containsKey(user)
                || (answer != null && answer.before ? answer.exists : knownElsewhere.test(user));
    }

    /** The missing users whom the cloud is to be asked about again now, the longest due first. */
    public List<UserKey> due() {
        Instant now = clock.instant();
        return missing.entrySet().stream()
                .filter(entry -> !now.isBefore(entry.getValue().due))
                .sorted(Comparator.comparing(entry -> entry.getValue().due))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The cloud has said again that a missing user does not exist, when it was due to be asked. */
    public void confirm(UserKey user) {
        Instant next = clock.instant().plus(policy.confirmation());
        missing.computeIfPresent(user, (key, absent) -> new Missing(absent.since, absent.last, next, true));
    }

    /** The missing users; true for those whose absence is {@link #confirm confirmed}. */
    public Map<UserKey, Boolean> missing() {
        return missing.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().confirmed));
    }

    /** Takes over the users whom another process, or this one before its start, has found to be missing, and since when. */
    public void takeOver(Map<UserKey, Instant> stored) {
        stored.forEach((user, since) -> {
            Known here = known.getIfPresent(user);
            if (here == null || !here.learned.isAfter(since)) {
                missing.putIfAbsent(user, new Missing(since, since, since.plus(policy.confirmation()), false));
            }
        });
    }

    /** The number of users of a domain who exist as far as this memory knows. */
    public long count(String domain) {
        return known.asMap().entrySet().stream()
                .filter(entry -> entry.getKey().domain().equals(domain) && entry.getValue().exists)
                .count();
    }

    /** The user does not exist any more, which is believed now. */
    public void gone(UserKey user) {
        Instant now = clock.instant();
        missing.remove(user);
        known.put(user, new Known(false, true, now));
        persistence.remember(new Change.Existence(user, false, now));
        whenGone.accept(user);
    }

    @Override
    public boolean holds(UserKey user) {
        return missing.containsKey(user) || known.getIfPresent(user) != null;
    }

    @Override
    public void recalled(UserKey user, StoredUser stored) {
        if (stored.existence().isEmpty()) {
            // What was learned here while this was being read is not stored yet.
            return;
        }
        StoredExistence there = stored.existence().get();
        there.missingSince().ifPresent(since -> takeOver(Map.of(user, since)));
        known.asMap()
                .merge(
                        user,
                        new Known(there.exists(), true, there.learned()),
                        (here, recalled) -> !here.before || here.learned.isBefore(recalled.learned) ? recalled : here);
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
        recalled(user, stored);
        StoredExistence there = stored.existence().get();
        Known now = known.getIfPresent(user);
        boolean ended = !there.exists() && (now == null || !now.exists);
        missing.computeIfPresent(user, (key, absent) -> ended || there.learned().isAfter(absent.since) ? null : absent);
        if (existed && ended) {
            whenGone.accept(user);
        }
    }

    @Override
    public void forget() {
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
