package net.xcauth.core.cache;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;
import org.jspecify.annotations.Nullable;

/**
 * The passwords that the cloud has refused recently, as HMACs. A client that repeats one, as phones do for days after a
 * password change, is refused without querying the cloud. Each further refusal doubles the entry's lifetime.
 *
 * <p>Bounded per user and in total. If there is no room, the user's own oldest entry is evicted, never another user's:
 * a guesser must not be able to evict the entries of other users.
 */
public final class RefusedPasswords implements Persistence.BackedCache {
    static final Duration LONGEST_TTL = Duration.ofHours(1);
    private static final int MAX_PER_USER = 8;
    private static final int MAX_ENTRIES = 100_000;

    private final Duration ttl;
    private final Clock clock;
    private final int maxEntries;
    private final ConcurrentMap<UserKey, Refusals> users = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile Instant lastSweep = Instant.MIN;

    private record Refusal(Instant since, Duration ttl) {
        boolean isFresh(Instant now) {
            return now.isBefore(since.plus(ttl));
        }

        /** True if a client that comes back now has probably never stopped trying. */
        boolean isRemembered(Instant now) {
            return now.isBefore(since.plus(ttl).plus(LONGEST_TTL));
        }
    }

    /** The refusals of one user at one endpoint; guarded by the map's entry. */
    private static final class Refusals {
        private final Endpoint endpoint;
        private final Map<ByteBuffer, Refusal> byProof = new LinkedHashMap<>();

        private Refusals(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** @param ttl the time for which the first refusal is valid; zero if refusals are not remembered */
    public RefusedPasswords(Duration ttl, Clock clock) {
        this(ttl, clock, MAX_ENTRIES);
    }

    RefusedPasswords(Duration ttl, Clock clock, int maxEntries) {
        this.ttl = ttl;
        this.clock = clock;
        this.maxEntries = maxEntries;
    }

    /** True if this cloud has refused this password of the user, and need not be queried again yet. */
    public boolean contains(UserKey user, Endpoint endpoint, Attempt attempt) {
        if (!users.containsKey(user)) {
            return false;
        }
        boolean[] fresh = new boolean[1];
        users.computeIfPresent(user, (key, refusals) -> {
            Refusal refusal = refusals.byProof.get(attempt.fingerprint());
            fresh[0] = refusal != null && refusals.endpoint.equals(endpoint) && refusal.isFresh(clock.instant());
            return refusals;
        });
        return fresh[0];
    }

    /** Remembers that this cloud has refused this password of the user. */
    public void add(UserKey user, Endpoint endpoint, Attempt attempt) {
        if (ttl.isZero()) {
            return;
        }
        if (size.get() >= maxEntries) {
            sweep();
        }
        users.compute(user, (key, known) -> {
            Refusals refusals = known != null && known.endpoint.equals(endpoint) ? known : new Refusals(endpoint);
            if (refusals != known && known != null) {
                without(known);
            }
            add(refusals.byProof, attempt.fingerprint());
            return refusals.byProof.isEmpty() ? null : refusals;
        });
    }

    private void add(Map<ByteBuffer, Refusal> refusals, ByteBuffer proof) {
        Instant now = clock.instant();
        Refusal earlier = refusals.remove(proof);
        if (earlier != null) {
            size.decrementAndGet();
        }
        if (refusals.size() >= MAX_PER_USER || size.get() >= maxEntries && !refusals.isEmpty()) {
            Iterator<ByteBuffer> oldest = refusals.keySet().iterator();
            oldest.next();
            oldest.remove();
            size.decrementAndGet();
        }
        if (size.get() < maxEntries) {
            refusals.put(
                    proof,
                    new Refusal(now, earlier == null || !earlier.isRemembered(now) ? ttl : doubled(earlier.ttl)));
            size.incrementAndGet();
        }
    }

    /** Removes the user's refusals, because the cloud has accepted a password or an administrator requests it. */
    public void forget(UserKey user) {
        users.computeIfPresent(user, (key, refusals) -> without(refusals));
    }

    /** Null, which removes the entry from the map. */
    private @Nullable Refusals without(Refusals refusals) {
        size.addAndGet(-refusals.byProof.size());
        return null;
    }

    @Override
    public boolean holds(UserKey user) {
        return users.containsKey(user);
    }

    @Override
    public void loaded(UserKey user, StoredUser stored) {
        // The stored state says nothing about recent refusals.
    }

    /** The cloud has accepted a password from another process, or an administrator has deleted the user's state. */
    @Override
    public void changed(UserKey user, StoredUser stored) {
        boolean forgotten = stored.passwords().isEmpty() && stored.existence().isEmpty();
        users.computeIfPresent(user, (key, refusals) -> {
            boolean accepted = stored.passwords().stream()
                    .anyMatch(password -> !password.superseded()
                            && refusals.byProof.values().stream()
                                    .anyMatch(refusal -> refusal.since.isBefore(password.verified())));
            return forgotten || accepted ? without(refusals) : refusals;
        });
    }

    @Override
    public void clear() {
        users.keySet().forEach(this::forget);
    }

    @Override
    public void forgetDomain(String domain) {
        users.keySet().stream().filter(user -> user.domain().equals(domain)).forEach(this::forget);
    }

    private Duration doubled(Duration earlier) {
        Duration twice = earlier.multipliedBy(2);
        return twice.compareTo(LONGEST_TTL) < 0 ? twice : LONGEST_TTL.compareTo(ttl) < 0 ? ttl : LONGEST_TTL;
    }

    /** Removes expired entries, at most once a second, so that an attack does not trigger it with each attempt. */
    private synchronized void sweep() {
        Instant now = clock.instant();
        if (now.isBefore(lastSweep.plusSeconds(1))) {
            return;
        }
        lastSweep = now;
        users.keySet()
                .forEach(user -> users.computeIfPresent(user, (key, refusals) -> {
                    int before = refusals.byProof.size();
                    refusals.byProof.values().removeIf(refusal -> !refusal.isRemembered(now));
                    size.addAndGet(refusals.byProof.size() - before);
                    return refusals.byProof.isEmpty() ? null : refusals;
                }));
    }
}
