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

/**
 * The passwords that the cloud has refused lately, as HMACs. A client that repeats one, as phones do for days after a
 * password change, is refused without asking the cloud. Each time the cloud refuses the password again, this holds for twice
 * as long.
 *
 * <p>Bounded per user and in total. When there is no room, the user's own oldest entry leaves, never another user's: a guesser
 * must not be able to push out what is remembered of other users.
 */
public final class RefusedPasswords implements Persistence.Holder {
    static final Duration LONGEST_TTL = Duration.ofHours(1);
    private static final int MOST_PER_USER = 8;
    private static final int MOST = 100_000;

    private final Duration ttl;
    private final Clock clock;
    private final int most;
    private final ConcurrentMap<UserKey, Refusals> users = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile Instant lastSweep = Instant.MIN;

    private record Refusal(Instant since, Duration ttl) {
        boolean isFresh(Instant now) {
            return now.isBefore(since.plus(ttl));
        }

        /** A client that comes back within this time has never stopped trying. */
        boolean isRemembered(Instant now) {
            return now.isBefore(since.plus(ttl).plus(LONGEST_TTL));
        }
    }

    /** Those of one user at one endpoint; guarded by the map's entry. */
    private static final class Refusals {
        private final Endpoint endpoint;
        private final Map<ByteBuffer, Refusal> byProof = new LinkedHashMap<>();

        private Refusals(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** @param ttl how long the first refusal is valid; zero remembers none */
    public RefusedPasswords(Duration ttl, Clock clock) {
        this(ttl, clock, MOST);
    }

    RefusedPasswords(Duration ttl, Clock clock, int most) {
        this.ttl = ttl;
        this.clock = clock;
        this.most = most;
    }

    /** True if this endpoint's cloud has refused this password of the user's, and need not be asked again yet. */
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

    /** Remembers that this endpoint's cloud has refused this password of the user's. */
    public void add(UserKey user, Endpoint endpoint, Attempt attempt) {
        if (ttl.isZero()) {
            return;
        }
        if (size.get() >= most) {
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
        Refusal former = refusals.remove(proof);
        if (former != null) {
            size.decrementAndGet();
        }
        if (refusals.size() >= MOST_PER_USER || size.get() >= most && !refusals.isEmpty()) {
            Iterator<ByteBuffer> oldest = refusals.keySet().iterator();
            oldest.next();
            oldest.remove();
            size.decrementAndGet();
        }
        if (size.get() < most) {
            refusals.put(
                    proof, new Refusal(now, former == null || !former.isRemembered(now) ? ttl : doubled(former.ttl)));
            size.incrementAndGet();
        }
    }

    /** Forgets what was refused of the user: the cloud has accepted a password, or an administrator wants so. */
    public void forget(UserKey user) {
        users.computeIfPresent(user, (key, refusals) -> without(refusals));
    }

    /** Null, since nothing is left of them. */
    private Refusals without(Refusals refusals) {
        size.addAndGet(-refusals.byProof.size());
        return null;
    }

    @Override
    public boolean holds(UserKey user) {
        return users.containsKey(user);
    }

    @Override
    public void recalled(UserKey user, StoredUser stored) {
        // What has been stored for long says nothing about what was refused lately.
    }

    /** Another process has had a password accepted since, or an administrator has had the user forgotten. */
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
    public void forget() {
        users.keySet().forEach(this::forget);
    }

    @Override
    public void forgetDomain(String domain) {
        users.keySet().stream().filter(user -> user.domain().equals(domain)).forEach(this::forget);
    }

    private Duration doubled(Duration former) {
        Duration twice = former.multipliedBy(2);
        return twice.compareTo(LONGEST_TTL) < 0 ? twice : LONGEST_TTL.compareTo(ttl) < 0 ? ttl : LONGEST_TTL;
    }

    /** Makes room by what is over; not at each step of an attack. */
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
