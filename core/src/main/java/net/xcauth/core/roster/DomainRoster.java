package net.xcauth.core.roster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.LocalParts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shared rosters of one XMPP domain, kept up to date with the cloud, the store and a server. */
public final class DomainRoster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DomainRoster.class);
    /** Users who have not been seen for this long no longer cause queries. */
    private static final Duration ACTIVE = Duration.ofDays(30);
    /** The interval at which each user's own roster is queried: only it shows groups without other known members. */
    private static final Duration OWN_ROSTER = Duration.ofDays(1);

    private static final Duration MISSING_LIFETIME = Duration.ofSeconds(30);
    private static final int MOST_MISSING = 10_000;

    private final String domain;
    private final Supplier<AccountNames> names;
    private final RosterDirectory directory = new RosterDirectory();
    private final RosterTarget target;
    private final StoredDirectory stored;
    private final boolean persistent;
    private final RosterEngine engine;
    private final LoginRefresh logins;
    private final Clock clock;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final ConcurrentMap<String, Instant> seen = new ConcurrentHashMap<>();
    /** Users whom the cloud has just denied. */
    private final Cache<String, Boolean> missing;

    private final Runnable refreshSoon;

    /**
     * @param domain XMPP domain, lower case
     * @param names  maps the domain's users to accounts of its present cloud
     * @param source answers queries for rosters
     * @param store  keeps the directory; empty if nothing does
     * @param target receives changes
     * @param scheduler runs background work
     */
    public DomainRoster(
            String domain,
            Supplier<AccountNames> names,
            RosterSource source,
            GroupRules rules,
            Optional<DirectoryStore> store,
            RosterTarget target,
            Scheduler scheduler,
            Clock clock) {
        this.domain = domain;
        this.names = names;
        this.target = target;
        this.clock = clock;
        persistent = store.isPresent();
        stored = new StoredDirectory(store.orElse(DirectoryStore.NONE), directory, domain, () -> {});
        engine = new RosterEngine(
                source,
                new RosterReader(names, rules, LocalParts::prepared),
                directory,
                stored,
                target.listener(domain, directory),
                clock);
        logins = new LoginRefresh(engine, directory, scheduler, seen::containsKey, clock);
        refreshSoon = scheduler.soon(Duration.ZERO, this::refreshAll);
        missing = Caffeine.newBuilder()
                .maximumSize(MOST_MISSING)
                .expireAfterWrite(MISSING_LIFETIME)
                .build();
    }

    /**
     * Loads the stored directory, waiting for the store, and starts. If the store cannot be read, the rosters are
     * learned from the cloud again.
     *
     * @return completes after the first attempt to bring the target up to date, successful or not
     */
    public CompletableFuture<Void> start() {
        try {
            directory.load(stored.load());
        } catch (StoreException e) {
            log.warn("the shared rosters of {} are read from the cloud again: {}", domain, e.getMessage());
        }
        boolean empty = directory.users().isEmpty() && directory.groupIds().isEmpty();
        Instant now = clock.instant();
        // XMPP servers keep users connected while this program restarts.
        directory.users().stream().filter(directory::hasRoster).forEach(user -> seen.putIfAbsent(user, now));
        CompletableFuture<Void> begun = target.begin(domain, engine, persistent, empty);
        loaded.complete(null);
        return begun;
    }

    /** Refreshes a user's roster, as {@link RosterEngine#refresh} does, and pushes what has changed. */
    public CompletableFuture<Boolean> refresh(String user) {
        return engine.refresh(user)
                .thenCompose(answered -> target.settled(domain).thenApply(done -> answered));
    }

    /** True if this user is known, at least as the member of a group. */
    public boolean isKnown(String user) {
        return directory.users().contains(user) || !directory.groupsOf(user).isEmpty();
    }

    /** True if the scheduled refresh would show that this user was deleted. */
    public boolean watches(String user) {
        return loaded.isDone()
                && seen.containsKey(user)
                && !directory.groupsOf(user).isEmpty();
    }

    /** The number of known users. */
    public int users() {
        return directory.users().size();
    }

    /** The number of known groups. */
    public int groups() {
        return directory.groupIds().size();
    }

    /**
     * Removes a user who no longer exists.
     *
     * @param name the user's name as a server writes it
     */
    public void gone(String name) {
        userOf(name).ifPresent(user -> {
            seen.remove(user);
            engine.forget(user);
        });
    }

    /** Compares a user's groups at the target, which may have removed the user from all of them. */
    public void compareSoon(String user) {
        target.compareSoon(user, domain);
    }

    /** The local part of a user whose name a server writes like this; empty if it is not a valid name. */
    public Optional<String> userOf(String name) {
        return Accounts.userOf(Accounts.accountOf(name), names.get().domain()).flatMap(LocalParts::prepared);
    }

    /**
     * Handles a login.
     *
     * @return completes when the user's roster is up to date, or its refresh has failed or is postponed
     */
    public CompletableFuture<Void> loggedIn(String user) {
        seen.put(user, clock.instant());
        missing.invalidate(user);
        compareSoon(user);
        return loaded.thenCompose(done -> logins.loggedIn(user)
                .map(refresh -> refresh.thenCompose(answered -> target.settled(domain)))
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    /**
     * A user's contacts, from memory where the user's roster is known.
     *
     * @param executor collects them
     */
    public CompletableFuture<Contacts> contacts(String user, Executor executor) {
        if (missing.getIfPresent(user) != null) {
            return CompletableFuture.completedFuture(new Contacts.NoSuchUser());
        }
        seen.put(user, clock.instant());
        return loaded.thenCompose(done ->
                        directory.hasRoster(user) ? CompletableFuture.completedFuture(true) : engine.refresh(user))
                .thenApplyAsync(answered -> knownContacts(user, answered), executor);
    }

    private Contacts knownContacts(String user, boolean answered) {
        if (directory.hasRoster(user) || !directory.groupsOf(user).isEmpty()) {
            return Contacts.of(user, directory);
        }
        if (!answered) {
            return new Contacts.Unreachable();
        }
        seen.remove(user);
        missing.put(user, true);
        return new Contacts.NoSuchUser();
    }

    /** Applies what other processes have stored, and waits until that is done. */
    public void follow() {
        if (persistent && loaded.isDone()) {
            engine.follow().join();
        }
    }

    /**
     * Refreshes the groups of all active users; waits for the cloud.
     *
     * @return the number of queries sent
     */
    public int refreshAll() throws InterruptedException {
        if (!loaded.isDone()) {
            return 0;
        }
        Instant inactiveSince = clock.instant().minus(ACTIVE);
        seen.values().removeIf(time -> time.isBefore(inactiveSince));
        if (persistent) {
            engine.reload().join();
        }
        int queries = engine.refreshAll(List.copyOf(seen.keySet()), OWN_ROSTER);
        target.compareAll(domain);
        log.debug("refreshed the groups of {} users of {} with {} queries", seen.size(), domain, queries);
        return queries;
    }

    /**
     * Discards what the former cloud has shown, since another one serves the domain now. The groups of active users are
     * queried at once; other groups stay at the target until the new cloud has shown them.
     */
    public void cloudChanged() {
        loaded.thenCompose(done ->
                        target.cloudChanged(domain, () -> engine.cloudChanged().thenRun(missing::invalidateAll)))
                .thenRun(refreshSoon);
    }

    @Override
    public void close() {
        engine.close();
    }
}
