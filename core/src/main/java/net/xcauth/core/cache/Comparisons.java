package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.xcauth.core.user.UserKey;

/**
 * Finds out which cached password was tried: by its HMAC where that was proven in this process lately, else by bcrypt. The
 * same attempt is compared once at a time, however many logins wait for it.
 */
final class Comparisons {
    private static final int MISMATCHES_KEPT = 10_000;

    private final PasswordHasher hasher;
    private final Cache<CachedPassword, byte[]> proofs;
    private final Cache<Mismatch, Boolean> mismatches;
    private final ConcurrentMap<Attempt, Search> underWay = new ConcurrentHashMap<>();

    /** Holds the HMAC and not the attempt: what was mistyped must not stay in memory. */
    private record Mismatch(CachedPassword password, ByteBuffer proof) {
        static Mismatch of(CachedPassword password, Attempt attempt) {
            return new Mismatch(password, ByteBuffer.wrap(attempt.proof()));
        }
    }

    Comparisons(CachePolicy policy, PasswordHasher hasher, Clock clock) {
        this.hasher = hasher;
        proofs = BoundedCaches.builder(clock, (long) policy.maxUsers() * policy.passwordsPerUser())
                .weakKeys()
                .expireAfterAccess(policy.recognition())
                .build();
        mismatches = BoundedCaches.builder(clock, MISMATCHES_KEPT)
                .expireAfterAccess(policy.recognition())
                .build();
    }

    /** From now on this password is recognised by its HMAC. */
    void prove(CachedPassword password, Attempt attempt) {
        proofs.put(password, attempt.proof());
    }

    boolean isProven(CachedPassword password, Attempt attempt) {
        byte[] proof = proofs.getIfPresent(password);
        return proof != null && MessageDigest.isEqual(proof, attempt.proof());
    }

    /** Those of the passwords that the attempt may be, as far as is known without bcrypt. */
    List<CachedPassword> candidates(List<CachedPassword> passwords, Attempt attempt) {
        return passwords.stream()
                .filter(password -> password.hash() != null
                        && proofs.getIfPresent(password) == null
                        && mismatches.getIfPresent(Mismatch.of(password, attempt)) == null)
                .toList();
    }

    /** How long {@link #search} is expected to take for a login that waits for it. */
    Duration expected(List<CachedPassword> candidates) {
        return hasher.expected(candidates.stream().map(CachedPassword::hash).toList());
    }

    /**
     * Compares the attempt with the candidates, one after the other: most match the first.
     *
     * @param awaited whether a login waits for it
     * @return the one that was tried, null if it is none of them; fails if they cannot be compared now
     */
    CompletableFuture<CachedPassword> search(
            UserKey user, Attempt attempt, List<CachedPassword> candidates, boolean awaited) {
        if (candidates.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Search mine = new Search(user, attempt, candidates, awaited);
        Search earlier = underWay.putIfAbsent(attempt, mine);
        if (earlier == null) {
            mine.compareNext();
            return mine.result;
        }
        if (awaited) {
            earlier.hurry();
        }
        return earlier.result;
    }

    private final class Search {
        private final UserKey user;
        private final Attempt attempt;
        private final List<CachedPassword> candidates;
        private final CompletableFuture<CachedPassword> result = new CompletableFuture<>();
        private boolean awaited;
        private int next;

        private Search(UserKey user, Attempt attempt, List<CachedPassword> candidates, boolean awaited) {
            this.user = user;
            this.attempt = attempt;
            this.candidates = candidates;
            this.awaited = awaited;
        }

        private synchronized void hurry() {
            awaited = true;
            hasher.hurry(user);
        }

        private void compareNext() {
            if (next == candidates.size()) {
                end();
                result.complete(null);
                return;
            }
            CachedPassword password = candidates.get(next++);
            begin(password).whenComplete((matches, failure) -> {
                if (failure != null) {
                    end();
                    result.completeExceptionally(failure);
                } else if (matches) {
                    prove(password, attempt);
                    end();
                    result.complete(password);
                } else {
                    mismatches.put(Mismatch.of(password, attempt), Boolean.TRUE);
                    compareNext();
                }
            });
        }

        private synchronized CompletableFuture<Boolean> begin(CachedPassword password) {
            return hasher.matches(user, attempt.password(), password.hash(), awaited);
        }

        private void end() {
            underWay.remove(attempt, this);
        }
    }
}
