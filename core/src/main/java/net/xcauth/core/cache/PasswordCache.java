package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passwords that the cloud has accepted, several per user.
 *
 * <p>They are kept as bcrypt hashes. One that was proven in this process lately is recognised by its HMAC instead, and
 * so is that it is <em>not</em> that one: bcrypt is computed only against hashes nobody has proven yet. HMACs are
 * forgotten when unused, so that memory holds quick-to-guess values of active users only.
 */
public final class PasswordCache {
    private static final Logger log = LoggerFactory.getLogger(PasswordCache.class);
    private static final int MISMATCHES_KEPT = 10_000;

    private final CachePolicy policy;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final Cache<UserKey, UserPasswords> users;
    private final Cache<CachedPassword, byte[]> proofs;
    private final Cache<Mismatch, Boolean> mismatches;

    /** Holds the HMAC and not the attempt: what was mistyped must not stay in memory. */
    private record Mismatch(CachedPassword password, ByteBuffer proof) {
        static Mismatch of(CachedPassword password, Attempt attempt) {
            return new Mismatch(password, ByteBuffer.wrap(attempt.proof()));
        }
    }

    /**
     * @param hasher computes bcrypt; closed by its owner
     * @param clock  decides what counts; moving it moves everything that expires
     */
    public PasswordCache(CachePolicy policy, PasswordHasher hasher, Clock clock) {
        this.policy = policy;
        this.hasher = hasher;
        this.clock = clock;
        users = BoundedCaches.builder(clock, policy.maxUsers()).expireAfterAccess(policy.longestTtl()).build();
        proofs = BoundedCaches.builder(clock, (long) policy.maxUsers() * policy.passwordsPerUser()).weakKeys()
                .expireAfterAccess(policy.recognition()).build();
        mismatches = BoundedCaches.builder(clock, MISMATCHES_KEPT).expireAfterAccess(policy.recognition()).build();
    }

    /**
     * Finds the cached password that was tried, whether or not it still counts.
     *
     * @return the password, null when none of the user's is it; complete already unless bcrypt has to tell. Never
     *         exceptional: what cannot be computed now matches nothing.
     */
    public CompletableFuture<CachedPassword> find(UserKey user, Attempt attempt) {
        UserPasswords known = users.getIfPresent(user);
        if (known == null) {
            return CompletableFuture.completedFuture(null);
        }
        List<CachedPassword> all = known.all();
        CachedPassword[] unproven = new CachedPassword[all.size()];
        int count = 0;
        for (CachedPassword password : all) {
            byte[] proof = proofs.getIfPresent(password);
            if (proof == null) {
                unproven[count++] = password;
            } else if (MessageDigest.isEqual(proof, attempt.proof())) {
                return CompletableFuture.completedFuture(password);
            }
        }
        return count == 0 ? CompletableFuture.completedFuture(null) : findByBcrypt(unproven, 0, count, attempt);
    }

    /** One after the other: most attempts match the first, and a wrong one must not take the whole pool. */
    private CompletableFuture<CachedPassword> findByBcrypt(CachedPassword[] unproven, int from, int count,
                                                           Attempt attempt) {
        for (int i = from; i < count; i++) {
            CachedPassword password = unproven[i];
            String hash = password.hash();
            if (hash != null && mismatches.getIfPresent(Mismatch.of(password, attempt)) == null) {
                int next = i + 1;
                return hasher.matches(attempt.password(), hash).handle((matches, failure) -> {
                    if (failure != null) {
                        log.warn("cached passwords cannot be compared now, so the cloud is asked: {}",
                                failure.getMessage());
                        return CompletableFuture.<CachedPassword>completedFuture(null);
                    }
                    if (matches) {
                        proofs.put(password, attempt.proof());
                        return CompletableFuture.completedFuture(password);
                    }
                    mismatches.put(Mismatch.of(password, attempt), Boolean.TRUE);
                    return findByBcrypt(unproven, next, count, attempt);
                }).thenCompose(found -> found);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Whether a found password is good without asking the cloud; if so, this counts as its use. */
    public boolean countsWithoutAsking(CachedPassword password) {
        return password.useIfFresh(clock.instant(), policy.queryTtl(), policy.verificationTtl());
    }

    /** Whether a found password is good while the cloud cannot be asked; if so, this counts as its use. */
    public boolean countsWhileUnreachable(CachedPassword password) {
        return password.useIfVerified(clock.instant(), policy.unreachableTtl());
    }

    /**
     * The cloud accepted this password: it counts (again), and if it was not in the cache, no other one of the
     * user's does until the cloud has accepted that again.
     *
     * @param asked when the cloud was asked. An answer to a question from before a newer password came in proves
     *              nothing any more.
     */
    public void accepted(UserKey user, Attempt attempt, Instant asked) {
        CachedPassword added = users.get(user, absent -> new UserPasswords())
                .accepted(password -> isProven(password, attempt), asked, clock.instant(), policy, password ->
                        proofs.put(password, attempt.proof()));
        if (added != null) {
            hasher.hash(attempt.password()).whenComplete((hash, failure) -> {
                if (failure != null) {
                    log.warn("the password of {} is recognised only for {}: {}", user, policy.recognition(),
                            failure.getMessage());
                } else {
                    added.hash(hash);
                }
            });
        }
    }

    /** The cloud refused this password: exactly it is forgotten. */
    public void refused(UserKey user, Attempt attempt) {
        UserPasswords known = users.getIfPresent(user);
        if (known != null) {
            known.remove(password -> isProven(password, attempt));
        }
    }

    /** {@link #find} has run before, so what matches is proven. */
    private boolean isProven(CachedPassword password, Attempt attempt) {
        byte[] proof = proofs.getIfPresent(password);
        return proof != null && MessageDigest.isEqual(proof, attempt.proof());
    }
}
