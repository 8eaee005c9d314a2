package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import net.xcauth.core.user.UserKey;

/**
 * Finds the cached password that matches an attempt: by its HMAC if this process has proven it recently, otherwise by
 * bcrypt. Concurrent searches for the same attempt are coalesced.
 */
final class PasswordMatcher {
    private static final int MAX_MISMATCHES = 10_000;

    private final PasswordHasher hasher;
    private final Cache<CachedPassword, byte[]> hmacs;
    private final Cache<Mismatch, Boolean> mismatches;
    private final ConcurrentMap<Attempt, Search> inFlight = new ConcurrentHashMap<>();

    /** Holds the HMAC instead of the attempt: mistyped passwords must not stay in memory. */
    private record Mismatch(CachedPassword password, ByteBuffer hmac) {
        static Mismatch of(CachedPassword password, Attempt attempt) {
            return new Mismatch(password, ByteBuffer.wrap(attempt.hmac()));
        }
    }

    PasswordMatcher(CachePolicy policy, PasswordHasher hasher, Clock clock) {
        this.hasher = hasher;
        hmacs = BoundedCaches.builder(clock, (long) policy.maxUsers() * policy.passwordsPerUser())
                .weakKeys()
                .expireAfterAccess(policy.recognition())
                .build();
        mismatches = BoundedCaches.builder(clock, MAX_MISMATCHES)
                .expireAfterAccess(policy.recognition())
                .build();
    }

    /** Makes a password recognizable by its HMAC from now on. */
    void prove(CachedPassword password, Attempt attempt) {
        hmacs.put(password, attempt.hmac());
    }

    boolean isProven(CachedPassword password, Attempt attempt) {
        byte[] hmac = hmacs.getIfPresent(password);
        return hmac != null && MessageDigest.isEqual(hmac, attempt.hmac());
    }

    /** The passwords that may match the attempt, as far as is known without bcrypt. */
    List<CachedPassword> candidates(List<CachedPassword> passwords, Attempt attempt) {
        return passwords.stream()
                .filter(password -> password.hash().isPresent()
                        && hmacs.getIfPresent(password) == null
                        && mismatches.getIfPresent(Mismatch.of(password, attempt)) == null)
                .toList();
    }

    /** The time that {@link #search} is expected to take for a login that waits for it. */
    Duration expected(List<CachedPassword> candidates) {
        return hasher.expected(
                candidates.stream().flatMap(each -> each.hash().stream()).toList());
    }

    /**
     * Compares the attempt with the candidates, one after the other: most attempts match the first.
     *
     * @param awaited true if a login waits for the result
     * @return the matching password, if any; fails if the passwords cannot be compared now
     */
    CompletableFuture<Optional<CachedPassword>> search(
            UserKey user, Attempt attempt, List<CachedPassword> candidates, boolean awaited) {
        if (candidates.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Search search = new Search(user, attempt, candidates, awaited);
        Search earlier = inFlight.putIfAbsent(attempt, search);
        if (earlier == null) {
            search.compareNext();
            return search.result;
        }
        if (awaited) {
            earlier.hurry();
        }
        return earlier.result;
    }

    private final class Search {
        private final UserKey user;
        private final Attempt attempt;
        private final Iterator<CachedPassword> candidates;
        private final CompletableFuture<Optional<CachedPassword>> result = new CompletableFuture<>();
        private boolean awaited;

        private Search(UserKey user, Attempt attempt, List<CachedPassword> candidates, boolean awaited) {
            this.user = user;
            this.attempt = attempt;
            this.candidates = candidates.iterator();
            this.awaited = awaited;
        }

        private synchronized void hurry() {
            awaited = true;
            hasher.hurry(user);
        }

        private void compareNext() {
            if (!candidates.hasNext()) {
                end();
                result.complete(Optional.empty());
                return;
            }
            CachedPassword password = candidates.next();
            compare(password).whenComplete((matches, failure) -> {
                if (failure != null) {
                    end();
                    result.completeExceptionally(failure);
                } else if (matches) {
                    prove(password, attempt);
                    end();
                    result.complete(Optional.of(password));
                } else {
                    mismatches.put(Mismatch.of(password, attempt), Boolean.TRUE);
                    compareNext();
                }
            });
        }

        private synchronized CompletableFuture<Boolean> compare(CachedPassword password) {
            return hasher.matches(user, attempt.password(), password.hash().orElseThrow(), awaited);
        }

        private void end() {
            inFlight.remove(attempt, this);
        }
    }
}
