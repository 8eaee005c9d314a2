package net.xcauth.bridge.roster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import net.xcauth.bridge.ejabberd.Hosts;
import net.xcauth.core.roster.GroupRules;
import net.xcauth.core.roster.LoginRefresh;
import net.xcauth.core.roster.RosterChange;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterListener;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.RosterSource;
import net.xcauth.core.roster.Scheduler;
import net.xcauth.core.roster.StoredDirectory;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.LocalParts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users and groups of one XMPP domain: what is known, and how it comes and goes. */
final class DomainRoster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DomainRoster.class);
    /** Who has not been seen for so long does not let groups be asked for. */
    private static final Duration LATELY = Duration.ofDays(30);
    /** How often everybody's own roster is asked for: only that shows groups which no other known member is in. */
    private static final Duration OWN = Duration.ofDays(1);

    private static final Duration MISSING = Duration.ofSeconds(30);
    private static final int MOST_MISSING = 10_000;

    private final String domain;
    private final Supplier<AccountNames> names;
    private final RosterDirectory directory = new RosterDirectory();
    private final Optional<Hosts> ejabberd;
    private final StoredDirectory stored;
    private final boolean lasting;
    private final RosterEngine engine;
    private final LoginRefresh logins;
    private final Clock clock;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final ConcurrentMap<String, Instant> seen = new ConcurrentHashMap<>();
    /** Whom the cloud does not know, for a short while. */
    private final Cache<String, Boolean> missing;

    private final Runnable refreshSoon;

    /**
     * @param domain   XMPP domain, lower case
     * @param names    the accounts that the domain's users are, in its cloud as it is now
     * @param source   who is asked for rosters
     * @param store    where it is kept; empty if nowhere
     * @param ejabberd where it is pushed to; empty if nowhere
     * @param scheduler does what may wait
     */
    DomainRoster(
            String domain,
            Supplier<AccountNames> names,
            RosterSource source,
            GroupRules rules,
            Optional<DirectoryStore> store,
            Optional<Hosts> ejabberd,
            Scheduler scheduler,
            Clock clock) {
        this.domain = domain;
        this.names = names;
        this.ejabberd = ejabberd;
        this.clock = clock;
        lasting = store.isPresent();
        stored = new StoredDirectory(store.orElse(Forgetful.STORE), directory, domain, () -> {});
        engine = new RosterEngine(
                source,
                new RosterReader(names, rules, LocalParts::prepared),
                directory,
                stored,
                ejabberd.map(hosts -> hosts.listener(domain, directory)).orElse(Unheard.LISTENER),
                clock);
        logins = new LoginRefresh(engine, directory, scheduler, seen::containsKey, clock);
        refreshSoon = scheduler.soon(Duration.ZERO, this::refreshAll);
        missing = Caffeine.newBuilder()
                .maximumSize(MOST_MISSING)
                .expireAfterWrite(MISSING)
                .build();
    }

    /** Keeps nothing. */
    private enum Forgetful implements DirectoryStore {
        STORE;

        @Override
        public Others changesSince(String domain, Position since) {
            return Others.none(since);
        }

        @Override
        public Position store(String domain, Position since, Function<Others, Learned> learn) {
            Learned unused = learn.apply(Others.none(since));
            return since;
        }
    }

    /** Whoever wants to know asks. */
    private enum Unheard implements RosterListener {
        LISTENER;

        @Override
        public void changed(RosterChange change) {
            // The next answer shows it.
        }

        @Override
        public void confirmed(Set<String> users) {
            // Who exists is asked for each time.
        }
    }

    /**
     * Reads what is stored and begins; waits for the store. What cannot be read is learned again.
     *
     * @return completes when ejabberd is as it should be for the first time, or it has been tried
     */
    CompletableFuture<Void> start() {
        try {
            directory.load(stored.load());
        } catch (StoreException e) {
            log.warn("the shared rosters of {} are learned anew: {}", domain, e.getMessage());
        }
        boolean empty = directory.users().isEmpty() && directory.groupIds().isEmpty();
        Instant now = clock.instant();
        // Servers keep users connected while the bridge is away.
        directory.users().stream().filter(directory::hasRoster).forEach(user -> seen.putIfAbsent(user, now));
        CompletableFuture<Void> begun = ejabberd.map(hosts -> hosts.begin(domain, engine, lasting, empty))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        loaded.complete(null);
        return begun;
    }

    /** Asks for the roster of a user; {@link RosterEngine#refresh}, and ejabberd has been told. */
    CompletableFuture<Boolean> refresh(String user) {
        return engine.refresh(user).thenCompose(answered -> settled().thenApply(done -> answered));
    }

    /** Whether this user is known, be it as member of a group only. */
    boolean isKnown(String user) {
        return directory.users().contains(user) || !directory.groupsOf(user).isEmpty();
    }

    /** Whether this user is in a group that is asked for again and again, and would be missed there. */
    boolean watches(String user) {
        return loaded.isDone()
                && seen.containsKey(user)
                && !directory.groupsOf(user).isEmpty();
    }

    /** The number of users known. */
    int users() {
        return directory.users().size();
    }

    /** This user, as a server calls it, does not exist any more. */
    void gone(String name) {
        userOf(name).ifPresent(user -> {
            seen.remove(user);
            engine.forget(user);
        });
    }

    /** Compares what ejabberd has of a user, whom it may have thrown out of all groups. */
    void compareSoon(String user) {
        ejabberd.ifPresent(hosts -> hosts.compareSoon(user, domain));
    }

    /** How many groups are known. */
    int groups() {
        return directory.groupIds().size();
    }

    /** The local part that stands for what a server calls a user; empty if there is none. */
    Optional<String> userOf(String name) {
        return Accounts.userOf(Accounts.accountOf(name), names.get().domain()).flatMap(LocalParts::prepared);
    }

    /**
     * A user has logged in.
     *
     * @return completes when that user's roster is up to date, or it is clear that it is not now
     */
    CompletableFuture<Void> loggedIn(String user) {
        seen.put(user, clock.instant());
        missing.invalidate(user);
        compareSoon(user);
        return loaded.thenCompose(done -> refreshed(user));
    }

    private CompletableFuture<Void> refreshed(String user) {
        return logins.loggedIn(user)
                .map(question -> question.thenCompose(answered -> settled()))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> settled() {
        return ejabberd.map(hosts -> hosts.settled(domain)).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * Whom a user's roster shows, from memory if it is known there.
     *
     * @param version what the asker knows; may be empty
     * @param executor writes the answer
     */
    CompletableFuture<String> contacts(String user, String version, Executor executor) {
        if (missing.getIfPresent(user) != null) {
            return CompletableFuture.completedFuture(Contacts.UNKNOWN);
        }
        seen.put(user, clock.instant());
        return loaded.thenCompose(done ->
                        directory.hasRoster(user) ? CompletableFuture.completedFuture(true) : engine.refresh(user))
                .thenApplyAsync(answered -> known(user, version, answered), executor);
    }

    private String known(String user, String version, boolean answered) {
        if (directory.hasRoster(user) || !directory.groupsOf(user).isEmpty()) {
            return Contacts.answer(Contacts.of(user, directory), version);
        }
        if (!answered) {
            return Contacts.UNREACHABLE;
        }
        seen.remove(user);
        missing.put(user, true);
        return Contacts.UNKNOWN;
    }

    /** Takes over what other processes have stored, and waits for it. */
    void follow() {
        if (lasting && loaded.isDone()) {
            engine.follow().join();
        }
    }

    /**
     * Asks for the groups of all who were seen lately; waits for the cloud.
     *
     * @return how many questions that took
     */
    int refreshAll() throws InterruptedException {
        if (!loaded.isDone()) {
            return 0;
        }
        Instant longAgo = clock.instant().minus(LATELY);
        seen.values().removeIf(time -> time.isBefore(longAgo));
        if (lasting) {
            engine.reload().join();
        }
        int questions = engine.refreshAll(List.copyOf(seen.keySet()), OWN);
        ejabberd.ifPresent(hosts -> hosts.compareAll(domain));
        log.debug("the groups of {} users of {} are refreshed, with {} questions", seen.size(), domain, questions);
        return questions;
    }

    /**
     * Another cloud answers for the domain: what the former one has shown is void. The groups of users who were seen lately are
     * queried at once; what ejabberd has of the others stays until it is known better.
     */
    void cloudChanged() {
        loaded.thenCompose(done -> ejabberd.map(hosts -> hosts.cloudChanged(domain, this::forgetCloud))
                        .orElseGet(this::forgetCloud))
                .thenRun(refreshSoon);
    }

    private CompletableFuture<Void> forgetCloud() {
        return engine.cloudChanged().thenRun(missing::invalidateAll);
    }

    @Override
    public void close() {
        engine.close();
    }
}
