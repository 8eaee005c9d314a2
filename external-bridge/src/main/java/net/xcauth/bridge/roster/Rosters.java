package net.xcauth.bridge.roster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import net.xcauth.bridge.ejabberd.Hosts;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.server.SharedRosters;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.roster.DomainRoster;
import net.xcauth.core.roster.RosterSource;
import net.xcauth.core.roster.RosterTarget;
import net.xcauth.core.roster.Scheduler;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shared rosters of all XMPP domains. A domain's begins when ejabberd serves it, or a server asks for it; where neither
 * happens, the cloud is not asked for rosters.
 */
public final class Rosters implements SharedRosters, UserRegistry, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rosters.class);
    private static final Duration LOGIN_PATIENCE = Duration.ofSeconds(1);
    /** More are nobody's, but somebody's who makes them up. */
    private static final int MOST_DOMAINS = 10_000;

    private final Authenticator authenticator;
    private final Endpoints endpoints;
    private final RosterSettings settings;
    private final Optional<DirectoryStore> store;
    private final Optional<Hosts> ejabberd;
    private final Clock clock;
    private final Scheduler scheduler = new Scheduler();
    /** Not kept waiting by the cloud, as the other is. */
    private final Scheduler following = new Scheduler();

    private final Duration follow;
    private final Executor writers = ForkJoinPool.commonPool();
    private final ConcurrentMap<String, DomainRoster> domains = new ConcurrentHashMap<>();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Instant refreshed;

    /**
     * @param store    where rosters are kept; empty if nowhere
     * @param follow   how often what other processes have stored there is taken over
     * @param ejabberd where they are pushed to; empty if nowhere; closed with this
     */
    public Rosters(
            Authenticator authenticator,
            Endpoints endpoints,
            RosterSettings settings,
            Optional<DirectoryStore> store,
            Duration follow,
            Optional<Hosts> ejabberd,
            Clock clock) {
        this.authenticator = authenticator;
        this.endpoints = endpoints;
        this.settings = settings;
        this.clock = clock;
        this.store = store;
        this.follow = follow;
        this.ejabberd = ejabberd;
        authenticator.useRegistry(this);
    }

    /** Begins to keep rosters, and who exists, up to date. */
    public void start() {
        scheduler.every(authenticator.confirmEvery(), authenticator::confirmMissing);
        ejabberd.ifPresent(hosts -> hosts.start(served -> served.forEach(this::roster)));
    }

    /** How many groups are known, of all domains. */
    public int groups() {
        return domains.values().stream().mapToInt(DomainRoster::groups).sum();
    }

    /** When all groups were last asked for on schedule; empty if they were not yet. */
    public Optional<Instant> refreshed() {
        return Optional.ofNullable(refreshed);
    }

    @Override
    public boolean knows(UserKey user) {
        return Optional.ofNullable(domains.get(user.domain()))
                .filter(roster -> roster.userOf(Accounts.userOf(user.account()))
                        .filter(roster::isKnown)
                        .isPresent())
                .isPresent();
    }

    @Override
    public long count(String domain) {
        return Optional.ofNullable(domains.get(domain)).map(DomainRoster::users).orElse(0);
    }

    @Override
    public void gone(UserKey user) {
        Optional.ofNullable(domains.get(user.domain()))
                .ifPresent(roster -> roster.gone(Accounts.userOf(user.account())));
    }

    /** Another cloud answers for an XMPP domain from now on: the rosters of the former one are void. */
    public void cloudChanged(String domain) {
        Optional.ofNullable(domains.get(XmppDomains.normal(domain))).ifPresent(DomainRoster::cloudChanged);
    }

    private void beginRefreshing() {
        if (refreshing.compareAndSet(false, true)) {
            scheduler.every(settings.refresh(), this::refreshAll);
            if (store.isPresent()) {
                following.every(follow, () -> domains.values().forEach(DomainRoster::follow));
            }
        }
    }

    private void refreshAll() throws InterruptedException {
        for (DomainRoster domain : domains.values()) {
            domain.refreshAll();
        }
        refreshed = clock.instant();
    }

    @Override
    public CompletableFuture<Void> loggedIn(String user, String domain) {
        String host = XmppDomains.normal(domain);
        boolean wanted = domains.containsKey(host)
                || ejabberd.filter(hosts -> hosts.mayServe(host)).isPresent();
        return (wanted ? roster(host) : Optional.<DomainRoster>empty())
                .flatMap(roster -> roster.userOf(user).map(roster::loggedIn))
                .map(roster -> roster.isDone()
                        ? roster
                        : roster.copy().completeOnTimeout(null, LOGIN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Reply> contacts(String user, String domain, String version) {
        Optional<DomainRoster> roster = roster(XmppDomains.normal(domain));
        if (roster.isEmpty()) {
            log.warn("no cloud is configured for domain \"{}\", so nothing is known of its rosters", domain);
            return CompletableFuture.completedFuture(ContactsJson.UNREACHABLE);
        }
        return roster.get()
                .userOf(user)
                .map(local -> roster.get()
                        .contacts(local, writers)
                        .thenApplyAsync(contacts -> ContactsJson.reply(contacts, version), writers))
                .orElseGet(() -> CompletableFuture.completedFuture(ContactsJson.UNKNOWN));
    }

    @Override
    public boolean watches(String user, String domain) {
        DomainRoster roster = domains.get(XmppDomains.normal(domain));
        return roster != null && roster.userOf(user).filter(roster::watches).isPresent();
    }

    @Override
    public void removed(String user, String domain) {
        Optional.ofNullable(domains.get(XmppDomains.normal(domain)))
                .ifPresent(roster -> roster.userOf(user).ifPresent(roster::compareSoon));
    }

    /** That of a domain, lower case, which begins if it has not yet; empty if no cloud is configured for it. */
    private Optional<DomainRoster> roster(String domain) {
        DomainRoster known = domains.get(domain);
        if (known != null || endpoints.forDomain(domain).isEmpty() || domains.size() >= MOST_DOMAINS) {
            return Optional.ofNullable(known);
        }
        return Optional.of(domains.computeIfAbsent(domain, absent -> {
            DomainRoster made = new DomainRoster(
                    domain,
                    () -> names(domain),
                    RosterSource.of(
                            user -> authenticator.sharedRoster(user, domain),
                            () -> authenticator.refreshRosters(domain)),
                    settings.rules(),
                    store,
                    ejabberd.<RosterTarget>map(hosts -> hosts).orElse(RosterTarget.NONE),
                    scheduler,
                    clock);
            scheduler.execute(made::start);
            beginRefreshing();
            return made;
        }));
    }

    private AccountNames names(String domain) {
        return endpoints
                .forDomain(domain)
                .map(endpoint -> endpoint.names(domain))
                .orElse(AccountNames.LOCAL);
    }

    /** Ends what is under way and stores what is known; what ejabberd has not been given yet waits for the next start. */
    @Override
    public void close() {
        ejabberd.ifPresent(Hosts::close);
        following.close();
        scheduler.close();
        domains.values().forEach(DomainRoster::close);
    }
}
