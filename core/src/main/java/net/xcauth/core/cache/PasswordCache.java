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
    /** A use is stored when the stored one is older than this, or than a tenth of the time that it counts. */
    private static final Duration LONGEST_USE_INTERVAL = Duration.ofMinutes(1);

    private static final int USES_PER_TTL = 10;

    private final CachePolicy policy;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final Persistence persistence;
    private final Consumer<UserKey> changed;
    private final Duration useInterval;
    private final AtomicLong questions = new AtomicLong();
    private final Cache<UserKey, UserPasswords> users;
    private final Comparisons comparisons;
    /**
     * What the cloud has accepted and nobody has compared yet with what is remembered: by user and attempt, what stands in
     * for the password meanwhile.
     */
    private final ConcurrentMap<UserKey, Map<Attempt, CachedPassword>> unidentified = new ConcurrentHashMap<>();

    /**
     * @param hasher      computes bcrypt; closed by its owner
     * @param persistence what is behind this memory
     * @param clock       decides what counts; moving it moves everything that expires
     * @param changed     told of users one of whose passwords is not valid any more, since it was superseded or refused;
     *                    must not block
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
        // As exact as what is stored: otherwise what is here would seem to be newer than itself.
        this.clock = Clock.tick(clock, Duration.of(1, ChronoUnit.MICROS));
        Duration tenth = policy.queryTtl().dividedBy(USES_PER_TTL);
        useInterval = tenth.compareTo(LONGEST_USE_INTERVAL) < 0 ? tenth : LONGEST_USE_INTERVAL;
        users = BoundedCaches.builder(clock, policy.maxUsers())
                .expireAfterAccess(policy.longestTtl())
                .build();
        comparisons = new Comparisons(policy, hasher, clock);
    }

    /**
     * Recognises a password that was proven in this process, without bcrypt.
     *
     * @return the cached password that was tried; null if it is none of those, or nobody knows yet
     */
    public CachedPassword proven(UserKey user, Attempt attempt) {
        CachedPassword standIn = unidentified.getOrDefault(user, Map.of()).get(attempt);
        if (standIn != null) {
            return standIn;
        }
        for (CachedPassword password : all(user)) {
            if (comparisons.isProven(password, attempt)) {
                return password;
            }
        }
        return null;
    }

    private List<CachedPassword> all(UserKey user) {
        UserPasswords known = users.getIfPresent(user);
        return known == null ? List.of() : known.all();
    }

    /** Brings what is stored of the user into memory, if it is not there yet. */
    public CompletableFuture<Void> recall(UserKey user) {
        return isRecalled(user) ? CompletableFuture.completedFuture(null) : persistence.recall(user);
    }

    private boolean isRecalled(UserKey user) {
        UserPasswords known = users.getIfPresent(user);
        return known != null && known.isRecalled();
    }

    /** The same for a login that nothing else can answer: waits longer. */
    public CompletableFuture<Void> awaitRecall(UserKey user) {
        return isRecalled(user) ? CompletableFuture.completedFuture(null) : persistence.awaitRecall(user);
    }

    /** How long a login would wait until {@link #find} tells, by what memory holds. */
    public Duration expected(UserKey user, Attempt attempt) {
        return comparisons.expected(comparisons.candidates(all(user), attempt));
    }

    /** Whether the password may be one that is good without asking the cloud, by what memory holds. */
    public boolean mayCountWithoutAsking(UserKey user, Attempt attempt) {
        Instant now = clock.instant();
        return comparisons.candidates(all(user), attempt).stream().anyMatch(password -> password.isFresh(now, policy));
    }

    /**
     * Finds the cached password that was tried, whether or not it still counts.
     *
     * @param awaited whether a login waits for it; else it is found when there is time
     * @return the password, null when none of the user's is it; complete already unless bcrypt has to tell. Never
     *         exceptional: what cannot be computed now matches nothing.
     */
    public CompletableFuture<CachedPassword> find(UserKey user, Attempt attempt, boolean awaited) {
        CachedPassword proven = proven(user, attempt);
        if (proven != null) {
            return CompletableFuture.completedFuture(proven);
        }
        CompletableFuture<Void> recall = recall(user);
        return recall.isDone()
                ? findRecalled(user, attempt, awaited)
                : recall.thenCompose(recalled -> findRecalled(user, attempt, awaited));
    }

    private CompletableFuture<CachedPassword> findRecalled(UserKey user, Attempt attempt, boolean awaited) {
        return search(user, attempt, awaited).exceptionally(failure -> {
            log.debug("cached passwords are not compared now: {}", failure.getMessage());
            return null;
        });
    }

    private CompletableFuture<CachedPassword> search(UserKey user, Attempt attempt, boolean awaited) {
        return comparisons.search(user, attempt, comparisons.candidates(all(user), attempt), awaited);
    }

    /** Whether a found password is good without asking the cloud; if so, this counts as its use. */
    public boolean countsWithoutAsking(UserKey user, CachedPassword password) {
        return used(user, password, !isHeldBack(user, password) && password.useIfFresh(clock.instant(), policy));
    }

    /** Whether a found password is good while the cloud cannot be asked; if so, this counts as its use. */
    public boolean countsWhileUnreachable(UserKey user, CachedPassword password) {
        return used(
                user,
                password,
                !isHeldBack(user, password) && password.useIfVerified(clock.instant(), policy.unreachableTtl()));
    }

    /** Whether a found password is good while the cloud keeps its answer back; if so, this counts as its use. */
    public boolean countsWhileWithheld(UserKey user, CachedPassword password) {
        return used(
                user,
                password,
                !isHeldBack(user, password) && password.useIfVerified(clock.instant(), policy.verificationTtl()));
    }

    /**
     * When a password of the user's was last superseded or refused, or had to be confirmed again: whatever was issued to
     * the user's clients before is out of date. Empty if that is not known, and for users whom memory does not hold.
     */
    public Optional<Instant> passwordChanged(UserKey user) {
        UserPasswords known = users.getIfPresent(user);
        return known == null ? Optional.empty() : known.changed();
    }

    /** True if memory holds a password of the user's that the cloud has accepted since then, valid or not. */
    public boolean wasAccepted(UserKey user, Instant since) {
        return all(user).stream().anyMatch(password -> password.verified().isAfter(since));
    }

    /** True while the cloud has accepted a password of the user's that may supersede this one. */
    private boolean isHeldBack(UserKey user, CachedPassword password) {
        Map<Attempt, CachedPassword> standIns = unidentified.get(user);
        return standIns != null
                && standIns.values().stream()
                        .anyMatch(other -> Rivals.supersedes(other.proof(), password.proof())
                                && (!standIns.containsValue(password)
                                        || other.sent().number()
                                                > password.sent().number()));
    }

    private boolean used(UserKey user, CachedPassword password, boolean counts) {
        if (counts && password.storeUse(useInterval)) {
            persistence.remember(new Change.Used(user, password.hash(), password.used()));
        }
        return counts;
    }

    /** The moment at which a question about the user is sent to the cloud: now. */
    public Sent sent(UserKey user) {
        UserPasswords known = users.getIfPresent(user);
        long number = questions.incrementAndGet();
        return known == null ? new Sent(number, 0) : known.sent(number);
    }

    /** The same of a password of a kind that the cloud does not tell. */
    public void accepted(UserKey user, Attempt attempt, Sent sent) {
        accepted(user, attempt, sent, Proof.UNKNOWN);
    }

    /**
     * The cloud accepted this password: it is valid (again), and may supersede others of the user's, see {@link Rivals#accepted}.
     * Where bcrypt has to tell whether it was valid before, it is valid meanwhile, and none is that it may supersede.
     *
     * @param sent  when the question was sent; if a newer question was answered before, this changes nothing
     * @param proof the kind of the password
     */
    public void accepted(UserKey user, Attempt attempt, Sent sent, Proof proof) {
        Instant now = clock.instant();
        CompletableFuture<CachedPassword> search = search(user, attempt, false);
        if (search.isDone() && !search.isCompletedExceptionally()) {
            unidentified.computeIfPresent(user, (key, standIns) -> without(attempt, standIns));
            identified(user, attempt, sent, proof, now);
            return;
        }
        CachedPassword standIn = new CachedPassword(now);
        standIn.accepted(sent, now, proof);
        supersedeStandIns(user, sent, proof);
        unidentified.merge(user, Map.of(attempt, standIn), PasswordCache::both);
        search.whenComplete((found, failure) -> unidentified.computeIfPresent(user, (key, standIns) -> {
            if (standIns.get(attempt) != standIn) {
                // It was refused since, or accepted once more.
                return standIns;
            }
            if (failure == null) {
                identified(user, attempt, sent, proof, now);
            } else {
                log.warn(
                        "a password of {} that the cloud has accepted could not be compared with the remembered ones, so "
                                + "the cloud must confirm these: {}",
                        user,
                        failure.getMessage());
                unconfirm(user, sent);
            }
            return without(attempt, standIns);
        }));
    }

    private static Map<Attempt, CachedPassword> both(
            Map<Attempt, CachedPassword> before, Map<Attempt, CachedPassword> added) {
        Map<Attempt, CachedPassword> all = new HashMap<>(before);
        all.putAll(added);
        return Map.copyOf(all);
    }

    /** Null if nothing is left. */
    private static Map<Attempt, CachedPassword> without(Attempt attempt, Map<Attempt, CachedPassword> standIns) {
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
        UserPasswords known = users.get(user, absent -> new UserPasswords());
        supersedeStandIns(user, sent, proof);
        Optional<Acceptance> acceptance;
        synchronized (known) {
            acceptance = known.accepted(
                    password -> comparisons.isProven(password, attempt),
                    sent,
                    proof,
                    now,
                    policy,
                    password -> comparisons.prove(password, attempt));
            acceptance.ifPresent(each ->
                    remember(known, new Change.Accepted(user, each.password().hash(), sent, now, proof), () -> {}));
        }
        acceptance.filter(Acceptance::added).ifPresent(each -> hashAndRemember(user, known, attempt, each.password()));
        acceptance.filter(Acceptance::superseded).ifPresent(each -> changed.accept(user));
    }

    /** @param known where it is, even if memory has forgotten the user when the hash is there: it must be stored */
    private void hashAndRemember(UserKey user, UserPasswords known, Attempt attempt, CachedPassword added) {
        hasher.hash(attempt.password()).whenComplete((hash, failure) -> {
            if (failure != null) {
                log.warn(
                        "the password of {} is recognised only for {}: {}",
                        user,
                        policy.recognition(),
                        failure.getMessage());
                return;
            }
            // A refusal comes entirely before this, and nothing is stored, or after it, and deletes what is.
            synchronized (known) {
                added.hash(hash);
                if (known.all().contains(added) && !known.isEnded()) {
                    remember(
                            known,
                            new Change.Hashed(user, added.toStore(), added.sent(), known.newest(), known.rivals()),
                            added::stored);
                }
            }
        });
    }

    private void remember(UserPasswords known, Change change, Runnable whenStored) {
        long number = known.told();
        persistence.remember(change, revision -> {
            whenStored.run();
            known.stored(number, revision);
        });
    }

    /**
     * The cloud refused this password: exactly it is forgotten, however often it is stored, and also if memory has
     * forgotten the user since the cloud was asked. If it was once right, or if the cloud refused the account itself, the
     * user's other passwords must be confirmed by the cloud before they are valid again.
     *
     * @param account whether the cloud refused the account, whatever the password
     * @param sent    when the question was sent
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
        find(user, attempt, false).thenAccept(found -> {
            if (found != null) {
                boolean wasValid = found.supersede();
                remove(user, found);
                if (unconfirm(user, sent) || wasValid) {
                    changed.accept(user);
                }
                refused(user, attempt, false, sent);
            }
        });
    }

    /** The account does not exist any more: should it come back, the cloud must confirm its passwords before they are valid. */
    public void ended(UserKey user) {
        unidentified.remove(user);
        unconfirm(user, sent(user));
    }

    /** @return whether any password was valid until now, or might have been */
    private boolean unconfirm(UserKey user, Sent sent) {
        UserPasswords known = users.get(user, absent -> new UserPasswords());
        unidentified.getOrDefault(user, Map.of()).values().forEach(CachedPassword::supersede);
        Instant now = clock.instant();
        synchronized (known) {
            boolean wasValid = known.unconfirm(sent, now);
            remember(known, new Change.Unconfirmed(user, now), () -> {});
            return wasValid;
        }
    }

    private void remove(UserKey user, CachedPassword refused) {
        UserPasswords known = users.get(user, absent -> new UserPasswords());
        synchronized (known) {
            known.remove(refused);
            if (refused.hash() != null) {
                remember(known, new Change.Refused(user, refused.hash()), () -> {});
            }
        }
    }

    @Override
    public boolean holds(UserKey user) {
        return users.getIfPresent(user) != null;
    }

    @Override
    public void recalled(UserKey user, StoredUser stored) {
        UserPasswords known = stored.passwords().isEmpty() && stored.order().revision() == 0
                ? users.getIfPresent(user)
                : users.get(user, absent -> new UserPasswords());
        if (stored.passwords().isEmpty()) {
            unidentified.remove(user);
        }
        if (known != null) {
            known.recalled(stored, clock.instant());
        }
    }

    @Override
    public void forget() {
        users.invalidateAll();
        unidentified.clear();
    }

    @Override
    public void forgetDomain(String domain) {
        unidentified.keySet().removeIf(user -> user.domain().equals(domain));
        users.asMap().entrySet().removeIf(entry -> {
            boolean concerned = entry.getKey().domain().equals(domain);
            if (concerned) {
                entry.getValue().end();
            }
            return concerned;
        });
    }
}
