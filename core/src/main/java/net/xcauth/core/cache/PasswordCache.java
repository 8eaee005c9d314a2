package net.xcauth.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import net.xcauth.core.cache.UserPasswords.Acceptance;
import net.xcauth.core.cloud.Identity.Proof;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.Change.Sent;
import net.xcauth.core.store.Rivals;
import net.xcauth.core.store.StoredUser;
import net.xcauth.core.user.UserKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passwords that the cloud has accepted, several per user.
 *
 * <p>They are kept as bcrypt hashes. A password that this process has proven recently is recognized by its HMAC
 * instead, and any other is ruled out for that entry: bcrypt is computed only for hashes that are not proven yet.
 * Unused HMACs expire, so that memory holds values that are cheap to guess against for active users only.
 */
public final class PasswordCache implements Persistence.BackedCache {
    private static final Logger log = LoggerFactory.getLogger(PasswordCache.class);
    /** A use is stored if the stored one is older than this, or than a tenth of the time for which it is valid. */
    private static final Duration LONGEST_USE_INTERVAL = Duration.ofMinutes(1);

    private static final int USES_PER_TTL = 10;

    private final CachePolicy policy;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final Persistence persistence;
    private final Consumer<UserKey> changed;
    private final Duration useInterval;
    private final AtomicLong requests = new AtomicLong();
    private final Cache<UserKey, UserPasswords> users;
    private final PasswordMatcher matcher;
    /**
     * Accepted passwords that are yet to be compared with the cached ones, by user and attempt; each value stands in
     * for the cached password meanwhile.
     */
    private final ConcurrentMap<UserKey, Map<Attempt, CachedPassword>> unidentified = new ConcurrentHashMap<>();

    /**
     * @param hasher      computes bcrypt; closed by its owner
     * @param persistence what backs this cache
     * @param clock       determines what has expired
     * @param changed     called with a user whose valid password was superseded or refused; must not block
     */
    public PasswordCache(
            CachePolicy policy,
            PasswordHasher hasher,
            Persistence persistence,
            Clock clock,
            Consumer<UserKey> changed) {
        this.changed = changed;
        this.policy = policy;
        this.hasher = hasher;
        this.persistence = persistence;
        // As precise as the database: otherwise an entry would seem newer than its own stored state.
        this.clock = Clock.tick(clock, Duration.of(1, ChronoUnit.MICROS));
        Duration tenth = policy.queryTtl().dividedBy(USES_PER_TTL);
        useInterval = tenth.compareTo(LONGEST_USE_INTERVAL) < 0 ? tenth : LONGEST_USE_INTERVAL;
        users = BoundedCaches.builder(clock, policy.maxUsers())
                .expireAfterAccess(policy.longestTtl())
                .build();
        matcher = new PasswordMatcher(policy, hasher, clock);
    }

    /** The cached password that matches the attempt, if this process has already proven it; without bcrypt. */
    public Optional<CachedPassword> proven(UserKey user, Attempt attempt) {
        CachedPassword standIn = unidentified.getOrDefault(user, Map.of()).get(attempt);
        if (standIn != null) {
            return Optional.of(standIn);
        }
        for (CachedPassword password : all(user)) {
            if (matcher.isProven(password, attempt)) {
                return Optional.of(password);
            }
        }
        return Optional.empty();
    }

    private Optional<UserPasswords> known(UserKey user) {
        return Optional.ofNullable(users.getIfPresent(user));
    }

    private UserPasswords knownOrNew(UserKey user) {
        return users.get(user, absent -> new UserPasswords());
    }

    private List<CachedPassword> all(UserKey user) {
        return known(user).map(UserPasswords::all).orElse(List.of());
    }

    /** Loads the stored state of a user who is not in memory; already complete if there is nothing to wait for. */
    public CompletableFuture<Void> load(UserKey user) {
        return isLoaded(user) ? CompletableFuture.completedFuture(null) : persistence.load(user);
    }

    /** Does the same for a login that nothing else can decide, and waits longer. */
    public CompletableFuture<Void> loadAsLastResort(UserKey user) {
        return isLoaded(user) ? CompletableFuture.completedFuture(null) : persistence.loadAsLastResort(user);
    }

    private boolean isLoaded(UserKey user) {
        return known(user).filter(UserPasswords::isLoaded).isPresent();
    }

    /** The time that {@link #find} is expected to take, judged by the passwords in memory. */
    public Duration expected(UserKey user, Attempt attempt) {
        return matcher.expected(matcher.candidates(all(user), attempt));
    }

    /** True if the attempt may match a password in memory that is valid without querying the cloud. */
    public boolean mayBeFresh(UserKey user, Attempt attempt) {
        Instant now = clock.instant();
        return matcher.candidates(all(user), attempt).stream().anyMatch(password -> password.isFresh(now, policy));
    }

    /**
     * Finds the cached password that matches the attempt, whether or not it is still valid.
     *
     * @param awaited true if a login waits for the result; otherwise bcrypt runs when there is time
     * @return the matching password, if any; already complete unless bcrypt is needed. Never fails: what cannot be
     *         compared now does not match
     */
    public CompletableFuture<Optional<CachedPassword>> find(UserKey user, Attempt attempt, boolean awaited) {
        Optional<CachedPassword> proven = proven(user, attempt);
        if (proven.isPresent()) {
            return CompletableFuture.completedFuture(proven);
        }
        CompletableFuture<Void> loading = load(user);
        return loading.isDone()
                ? findLoaded(user, attempt, awaited)
                : loading.thenCompose(loaded -> findLoaded(user, attempt, awaited));
    }

    private CompletableFuture<Optional<CachedPassword>> findLoaded(UserKey user, Attempt attempt, boolean awaited) {
        return search(user, attempt, awaited).exceptionally(failure -> {
            log.debug("cached passwords cannot be compared now: {}", failure.getMessage());
            return Optional.empty();
        });
    }

    private CompletableFuture<Optional<CachedPassword>> search(UserKey user, Attempt attempt, boolean awaited) {
        return matcher.search(user, attempt, matcher.candidates(all(user), attempt), awaited);
    }

    /** True if the password is valid without querying the cloud; that counts as its use. */
    public boolean useIfFresh(UserKey user, CachedPassword password) {
        return use(user, password, !isSuspended(user, password) && password.useIfFresh(clock.instant(), policy));
    }

    /** True if the password is valid while the cloud is unreachable; that counts as its use. */
    public boolean useWhileUnreachable(UserKey user, CachedPassword password) {
        return use(
                user,
                password,
                !isSuspended(user, password) && password.useIfVerified(clock.instant(), policy.unreachableTtl()));
    }

    /** True if the password is valid while the cloud withholds its answer; that counts as its use. */
    public boolean useWhileWithheld(UserKey user, CachedPassword password) {
        return use(
                user,
                password,
                !isSuspended(user, password) && password.useIfVerified(clock.instant(), policy.verificationTtl()));
    }

    /**
     * The last time when a password of the user was superseded or refused, or had to be confirmed again: what was
     * issued to the user's clients before is outdated. Empty if unknown, and for users who are not in memory.
     */
    public Optional<Instant> passwordChanged(UserKey user) {
        return known(user).flatMap(UserPasswords::changed);
    }

    /** True if memory holds a password of the user that the cloud has accepted since then, valid or not. */
    public boolean wasAccepted(UserKey user, Instant since) {
        return all(user).stream().anyMatch(password -> password.verified().isAfter(since));
    }

    /** True while an accepted password that may supersede this one is not identified yet. */
    private boolean isSuspended(UserKey user, CachedPassword password) {
        Map<Attempt, CachedPassword> standIns = unidentified.getOrDefault(user, Map.of());
        return standIns.values().stream()
                .anyMatch(other -> Rivals.supersedes(other.proof(), password.proof())
                        && (!standIns.containsValue(password)
                                || other.sent().number() > password.sent().number()));
    }

    private boolean use(UserKey user, CachedPassword password, boolean valid) {
        if (valid && password.storeUse(useInterval)) {
            persistence.save(new Change.Used(user, password.hash().orElseThrow(), password.used()));
        }
        return valid;
    }

    /** The position, in the order of requests, of a request about the user that is sent now. */
    public Sent sent(UserKey user) {
        long number = requests.incrementAndGet();
        return known(user).map(passwords -> passwords.sent(number)).orElseGet(() -> new Sent(number, 0));
    }

    /** The cloud accepted this password, whose kind it does not report. */
    public void accepted(UserKey user, Attempt attempt, Sent sent) {
        accepted(user, attempt, sent, Proof.UNKNOWN);
    }

    /**
     * The cloud accepted this password: it is valid (again), and may supersede others of the user, see
     * {@link Rivals#accepted}. If bcrypt is needed to identify it, it is valid meanwhile, and those it may supersede
     * are not.
     *
     * @param sent  when the request was sent; ignored if a later request was answered before
     * @param proof the kind of the password
     */
    public void accepted(UserKey user, Attempt attempt, Sent sent, Proof proof) {
        Instant now = clock.instant();
        CompletableFuture<Optional<CachedPassword>> search = search(user, attempt, false);
        if (search.isDone() && !search.isCompletedExceptionally()) {
            unidentified.computeIfPresent(user, (key, standIns) -> without(attempt, standIns));
            identified(user, attempt, sent, proof, now);
            return;
        }
        CachedPassword standIn = new CachedPassword(now);
        standIn.accepted(sent, now, proof);
        supersedeStandIns(user, sent, proof);
        unidentified.merge(user, Map.of(attempt, standIn), PasswordCache::merge);
        search.whenComplete((found, failure) -> unidentified.computeIfPresent(user, (key, standIns) -> {
            if (standIns.get(attempt) != standIn) {
                // Refused or accepted again meanwhile.
                return standIns;
            }
            if (failure == null) {
                identified(user, attempt, sent, proof, now);
            } else {
                log.warn(
                        "an accepted password of {} could not be compared with the remembered ones, so the cloud must confirm "
                                + "those again: {}",
                        user,
                        failure.getMessage());
                unconfirm(user, sent);
            }
            return without(attempt, standIns);
        }));
    }

    private static Map<Attempt, CachedPassword> merge(
            Map<Attempt, CachedPassword> before, Map<Attempt, CachedPassword> added) {
        Map<Attempt, CachedPassword> all = new HashMap<>(before);
        all.putAll(added);
        return Map.copyOf(all);
    }

    /** Null if nothing is left, which removes the entry from a map. */
    private static @Nullable Map<Attempt, CachedPassword> without(
            Attempt attempt, Map<Attempt, CachedPassword> standIns) {
        Map<Attempt, CachedPassword> left = new HashMap<>(standIns);
        left.remove(attempt);
        return left.isEmpty() ? null : Map.copyOf(left);
    }

    private void supersedeStandIns(UserKey user, Sent by, Proof proof) {
        unidentified.getOrDefault(user, Map.of()).values().stream()
                .filter(standIn -> standIn.sent().number() < by.number() && Rivals.supersedes(proof, standIn.proof()))
                .forEach(CachedPassword::supersede);
    }

    /** @param now when the cloud answered */
    private void identified(UserKey user, Attempt attempt, Sent sent, Proof proof, Instant now) {
        UserPasswords passwords = knownOrNew(user);
        supersedeStandIns(user, sent, proof);
        Optional<Acceptance> acceptance;
        synchronized (passwords) {
            acceptance = passwords.accepted(
                    password -> matcher.isProven(password, attempt),
                    sent,
                    proof,
                    now,
                    policy,
                    password -> matcher.prove(password, attempt));
            acceptance.ifPresent(each ->
                    save(passwords, new Change.Accepted(user, each.password().hash(), sent, now, proof), () -> {}));
        }
        acceptance.filter(Acceptance::added).ifPresent(each -> hashAndSave(user, passwords, attempt, each.password()));
        acceptance.filter(Acceptance::superseded).ifPresent(each -> changed.accept(user));
    }

    /** @param passwords those of the user, to be saved even if the cache has evicted the user by then */
    private void hashAndSave(UserKey user, UserPasswords passwords, Attempt attempt, CachedPassword added) {
        hasher.hash(attempt.password()).whenComplete((hash, failure) -> {
            if (failure != null) {
                log.warn(
                        "the password of {} is remembered for {} only, because it could not be hashed: {}",
                        user,
                        policy.recognition(),
                        failure.getMessage());
                return;
            }
            // A refusal comes either entirely before this, and nothing is saved, or after it, and deletes what is.
            synchronized (passwords) {
                added.hash(hash);
                if (passwords.all().contains(added) && !passwords.isEnded()) {
                    save(
                            passwords,
                            new Change.Hashed(
                                    user, added.toStore(), added.sent(), passwords.newest(), passwords.rivals()),
                            added::stored);
                }
            }
        });
    }

    private void save(UserPasswords passwords, Change change, Runnable onSaved) {
        long number = passwords.nextChange();
        persistence.save(change, revision -> {
            onSaved.run();
            passwords.saved(number, revision);
        });
    }

    /**
     * The cloud refused this password: all its entries are removed, even if the cache has evicted the user since the
     * request. If the password was right once, or if the cloud refused the account itself, the cloud must confirm the
     * user's other passwords before they are valid again.
     *
     * @param account true if the cloud refused the account with any password
     * @param sent    when the request was sent
     */
    public void refused(UserKey user, Attempt attempt, boolean account, Sent sent) {
        boolean[] accepted = new boolean[1];
        unidentified.computeIfPresent(user, (key, standIns) -> {
            accepted[0] = standIns.containsKey(attempt);
            return account ? null : without(attempt, standIns);
        });
        if (account) {
            unconfirm(user, sent);
        } else if (accepted[0]) {
            unconfirm(user, sent);
            changed.accept(user);
        }
        find(user, attempt, false)
                .thenAccept(found -> found.ifPresent(password -> {
                    boolean wasValid = password.supersede();
                    remove(user, password);
                    if (unconfirm(user, sent) || wasValid) {
                        changed.accept(user);
                    }
                    refused(user, attempt, false, sent);
                }));
    }

    /** The account no longer exists: if it comes back, the cloud must confirm its passwords before they are valid. */
    public void ended(UserKey user) {
        unidentified.remove(user);
        unconfirm(user, sent(user));
    }

    /** @return true if any password was or may have been valid until now */
    private boolean unconfirm(UserKey user, Sent sent) {
        UserPasswords passwords = knownOrNew(user);
        unidentified.getOrDefault(user, Map.of()).values().forEach(CachedPassword::supersede);
        Instant now = clock.instant();
        synchronized (passwords) {
            boolean wasValid = passwords.unconfirm(sent, now);
            save(passwords, new Change.Unconfirmed(user, now), () -> {});
            return wasValid;
        }
    }

    private void remove(UserKey user, CachedPassword refused) {
        UserPasswords passwords = knownOrNew(user);
        synchronized (passwords) {
            passwords.remove(refused);
            refused.hash().ifPresent(hash -> save(passwords, new Change.Refused(user, hash), () -> {}));
        }
    }

    @Override
    public boolean holds(UserKey user) {
        return known(user).isPresent();
    }

    @Override
    public void loaded(UserKey user, StoredUser stored) {
        boolean unknown = stored.passwords().isEmpty() && stored.order().revision() == 0;
        if (stored.passwords().isEmpty()) {
            unidentified.remove(user);
        }
        (unknown ? known(user) : Optional.of(knownOrNew(user)))
                .ifPresent(passwords -> passwords.loaded(stored, clock.instant()));
    }

    @Override
    public void clear() {
        users.invalidateAll();
        unidentified.clear();
    }

    @Override
    public void forgetDomain(String domain) {
        unidentified.keySet().removeIf(user -> user.domain().equals(domain));
        users.asMap().entrySet().removeIf(entry -> {
            boolean affected = entry.getKey().domain().equals(domain);
            if (affected) {
                entry.getValue().end();
            }
            return affected;
        });
    }
}
