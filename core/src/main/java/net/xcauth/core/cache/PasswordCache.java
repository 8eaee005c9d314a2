package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import net.xcauth.core.cache.UserPasswords.Effect;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passwords that the cloud has accepted, several per user.
 *
 * <p>They are kept as bcrypt hashes. One that was proven in this process lately is recognised by its HMAC instead, and
 * so is that it is <em>not</em> that one: bcrypt is computed only against hashes nobody has proven yet. HMACs are
 * forgotten when unused, so that memory holds quick-to-guess values of active users only.
 */
public final class PasswordCache implements Persistence.Holder {
    private static final Logger log = LoggerFactory.getLogger(PasswordCache.class);
    private static final int MISMATCHES_KEPT = 10_000;
    /** A use is stored when the stored one is older than this, or than a tenth of the time that it counts. */
    private static final Duration LONGEST_USE_INTERVAL = Duration.ofMinutes(1);
    private static final int USES_PER_TTL = 10;

    private final CachePolicy policy;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final Persistence persistence;
    private final Duration useInterval;
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
     * @param hasher      computes bcrypt; closed by its owner
     * @param persistence what is behind this memory
     * @param clock       decides what counts; moving it moves everything that expires
     */
    public PasswordCache(CachePolicy policy, PasswordHasher hasher, Persistence persistence, Clock clock) {
        this.policy = policy;
        this.hasher = hasher;
        this.persistence = persistence;
        // As exact as what is stored: otherwise what is here would seem to be newer than itself.
        this.clock = Clock.tick(clock, Duration.of(1, ChronoUnit.MICROS));
        Duration tenth = policy.queryTtl().dividedBy(USES_PER_TTL);
        useInterval = tenth.compareTo(LONGEST_USE_INTERVAL) < 0 ? tenth : LONGEST_USE_INTERVAL;
        users = BoundedCaches.builder(clock, policy.maxUsers()).expireAfterAccess(policy.longestTtl()).build();
        proofs = BoundedCaches.builder(clock, (long) policy.maxUsers() * policy.passwordsPerUser()).weakKeys()
                .expireAfterAccess(policy.recognition()).build();
        mismatches = BoundedCaches.builder(clock, MISMATCHES_KEPT).expireAfterAccess(policy.recognition()).build();
    }

    /**
     * Finds the cached password that was tried, whether or not it still counts.
     *
     * @param patient whether to wait for bcrypt however many others do, since the cloud cannot be asked instead; asked
     *                only where bcrypt has to tell
     * @return the password, null when none of the user's is it; complete already unless bcrypt has to tell. Never
     *         exceptional: what cannot be computed now matches nothing.
     */
    public CompletableFuture<CachedPassword> find(UserKey user, Attempt attempt, BooleanSupplier patient) {
        UserPasswords known = users.getIfPresent(user);
        CachedPassword proven = known == null ? null : proven(known, attempt);
        if (proven != null) {
            return CompletableFuture.completedFuture(proven);
        }
        if (known != null && known.isRecalled()) {
            return findByBcrypt(unproven(known), 0, attempt, patient);
        }
        CompletableFuture<Void> recall = persistence.recall(user);
        return recall.isDone() ? findRecalled(user, attempt, patient)
                : recall.thenCompose(recalled -> findRecalled(user, attempt, patient));
    }

    private CompletableFuture<CachedPassword> findRecalled(UserKey user, Attempt attempt,
                                                           BooleanSupplier patient) {
        UserPasswords known = users.getIfPresent(user);
        return known == null ? CompletableFuture.completedFuture(null)
                : findByBcrypt(unproven(known), 0, attempt, patient);
    }

    /** Null if it is none of those that were proven. */
    private CachedPassword proven(UserPasswords known, Attempt attempt) {
        for (CachedPassword password : known.all()) {
            if (isProven(password, attempt)) {
                return password;
            }
        }
        return null;
    }

    private List<CachedPassword> unproven(UserPasswords known) {
        return known.all().stream().filter(password -> proofs.getIfPresent(password) == null).toList();
    }

    /** One after the other: most attempts match the first, and a wrong one must not take the whole pool. */
    private CompletableFuture<CachedPassword> findByBcrypt(List<CachedPassword> unproven, int from, Attempt attempt,
                                                           BooleanSupplier patient) {
        for (int i = from; i < unproven.size(); i++) {
            CachedPassword password = unproven.get(i);
            String hash = password.hash();
            if (hash != null && mismatches.getIfPresent(Mismatch.of(password, attempt)) == null) {
                int next = i + 1;
                return hasher.matches(attempt.password(), hash, patient.getAsBoolean()).handle((matches, failure) -> {
                    if (failure != null) {
                        log.debug("cached passwords are not compared now: {}", failure.getMessage());
                        return CompletableFuture.<CachedPassword>completedFuture(null);
                    }
                    if (matches) {
                        proofs.put(password, attempt.proof());
                        return CompletableFuture.completedFuture(password);
                    }
                    mismatches.put(Mismatch.of(password, attempt), Boolean.TRUE);
                    return findByBcrypt(unproven, next, attempt, patient);
                }).thenCompose(found -> found);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Whether a found password is good without asking the cloud; if so, this counts as its use. */
    public boolean countsWithoutAsking(UserKey user, CachedPassword password) {
        return used(user, password, password.useIfFresh(clock.instant(), policy.queryTtl(), policy.verificationTtl()));
    }

    /** Whether a found password is good while the cloud cannot be asked; if so, this counts as its use. */
    public boolean countsWhileUnreachable(UserKey user, CachedPassword password) {
        return used(user, password, password.useIfVerified(clock.instant(), policy.unreachableTtl()));
    }

    /** Whether a found password is good while the cloud keeps its answer back; if so, this counts as its use. */
    public boolean countsWhileWithheld(UserKey user, CachedPassword password) {
        return used(user, password, password.useIfVerified(clock.instant(), policy.verificationTtl()));
    }

    private boolean used(UserKey user, CachedPassword password, boolean counts) {
        if (counts && password.storeUse(useInterval)) {
            persistence.remember(new Change.Used(user, password.hash(), password.used()));
        }
        return counts;
    }

    /**
     * The cloud accepted this password: it counts (again), and if it was not in the cache, no other one of the
     * user's does until the cloud has accepted that again.
     *
     * @param asked when the cloud was asked. An answer to a question from before a newer password came in proves
     *              nothing any more.
     */
    public void accepted(UserKey user, Attempt attempt, Instant asked) {
        Instant now = clock.instant();
        UserPasswords known = users.get(user, absent -> new UserPasswords());
        Effect effect = known.accepted(password -> isProven(password, attempt), asked, now, policy,
                password -> proofs.put(password, attempt.proof()));
        if (effect instanceof Effect.Added added) {
            hashAndRemember(user, known, attempt, added.password(), asked);
        } else if (effect instanceof Effect.Renewed renewed && renewed.password().hash() != null) {
            persistence.remember(new Change.Verified(user, renewed.password().hash(), asked, now));
        }
    }

    /** @param known where it is, even if memory has forgotten the user when the hash is there: it must be stored */
    private void hashAndRemember(UserKey user, UserPasswords known, Attempt attempt, CachedPassword added,
                                 Instant asked) {
        hasher.hash(attempt.password()).whenComplete((hash, failure) -> {
            if (failure != null) {
                log.warn("the password of {} is recognised only for {}: {}", user, policy.recognition(),
                        failure.getMessage());
                persistence.remember(new Change.Accepted(user, null, asked, added.arrived()));
                return;
            }
            // A refusal comes entirely before this, and nothing is stored, or after it, and deletes what is.
            synchronized (known) {
                added.hash(hash);
                if (known.all().contains(added)) {
                    persistence.remember(new Change.Accepted(user, hash, asked, added.arrived()), added::stored);
                    if (added.isSuperseded()) {
                        persistence.remember(new Change.Unconfirmed(user));
                    }
                }
            }
        });
    }

    /**
     * The cloud refused this password: exactly it is forgotten, however often it is stored, and also if memory has
     * forgotten the user since the cloud was asked. If it was once right, or if the cloud refused the account itself, the
     * user's other passwords must be confirmed by the cloud before they are valid again.
     *
     * @param account whether the cloud refused the account, whatever the password
     */
    public void refused(UserKey user, Attempt attempt, boolean account) {
        if (account) {
            unconfirm(user);
        }
        find(user, attempt, () -> false).thenAccept(found -> {
            if (found != null) {
                remove(user, found);
                refused(user, attempt, true);
            }
        });
    }

    private void unconfirm(UserKey user) {
        UserPasswords known = users.get(user, absent -> new UserPasswords());
        synchronized (known) {
            known.unconfirm();
            persistence.remember(new Change.Unconfirmed(user), known::unconfirmed);
        }
    }

    private void remove(UserKey user, CachedPassword refused) {
        UserPasswords known = users.get(user, absent -> new UserPasswords());
        synchronized (known) {
            known.remove(refused);
            if (refused.hash() != null) {
                persistence.remember(new Change.Refused(user, refused.hash()));
            }
        }
    }

    @Override
    public boolean holds(UserKey user) {
        return users.getIfPresent(user) != null;
    }

    @Override
    public void recalled(UserKey user, StoredUser stored) {
        UserPasswords known = stored.passwords().isEmpty() ? users.getIfPresent(user)
                : users.get(user, absent -> new UserPasswords());
        if (known != null) {
            known.recalled(stored.passwords());
        }
    }

    @Override
    public void forget() {
        users.invalidateAll();
    }

    private boolean isProven(CachedPassword password, Attempt attempt) {
        byte[] proof = proofs.getIfPresent(password);
        return proof != null && MessageDigest.isEqual(proof, attempt.proof());
    }
}
