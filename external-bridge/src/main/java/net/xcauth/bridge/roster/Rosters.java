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
import net.xcauth.bridge.ejabberd.EjabberdSync;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.bridge.server.RosterRequests;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.roster.DomainRoster;
import net.xcauth.core.roster.RosterSource;
import net.xcauth.core.roster.RosterTarget;
import net.xcauth.core.roster.Scheduler;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.user.AccountNames;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.UserRegistry;
import net.xcauth.core.user.XmppDomains;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared rosters of all XMPP domains. Those of a domain are kept once ejabberd serves the domain, or a server
 * queries them; until then, the cloud is not queried for rosters.
 */
public final class Rosters implements RosterRequests, UserRegistry, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rosters.class);
    /** The longest that a login is delayed by the refresh of its roster. */
    private static final Duration LOGIN_DELAY = Duration.ofSeconds(1);
    /** Limits the memory that made-up domains can use. */
    private static final int MAX_DOMAINS = 10_000;

    private final Authenticator authenticator;
    private final Endpoints endpoints;
    private final RosterSettings settings;
    private final Optional<DirectoryStore> store;
    private final Optional<EjabberdSync> ejabberd;
    private final Clock clock;
    private final Scheduler scheduler = new Scheduler();
    /** For tasks that must not wait for the cloud, unlike those of the other. */
    private final Scheduler followScheduler = new Scheduler();

    private final Duration follow;
    private final Executor writers = ForkJoinPool.commonPool();
    private final ConcurrentMap<String, DomainRoster> domains = new ConcurrentHashMap<>();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Optional<Instant> refreshed = Optional.empty();

    /**
     * @param store    stores the rosters; empty to keep them in memory only
     * @param follow   the interval at which changes by other processes are read from the store
     * @param ejabberd receives the groups; empty if there is none; closed with this
     */
    public Rosters(
            Authenticator authenticator,
            Endpoints endpoints,
            RosterSettings settings,
            Optional<DirectoryStore> store,
            Duration follow,
            Optional<EjabberdSync> ejabberd,
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

    /** Starts to keep rosters and the existence of users up to date. */
    public void start() {
        scheduler.every(authenticator.confirmEvery(), authenticator::confirmMissing);
        ejabberd.ifPresent(sync -> sync.start(served -> served.forEach(this::roster)));
    }

    /** The number of groups known, in all domains. */
    public int groups() {
        return domains.values().stream().mapToInt(DomainRoster::groups).sum();
    }

    /** The time of the last scheduled refresh; empty before the first one. */
    public Optional<Instant> refreshed() {
        return refreshed;
    }

    @Override
    public boolean knows(UserKey user) {
        return Optional.ofNullable(domains.get(user.domain()))
                .filter(roster ->
                        roster.userOf(user.local()).filter(roster::isKnown).isPresent())
                .isPresent();
    }

    @Override
    public long count(String domain) {
        return Optional.ofNullable(domains.get(domain)).map(DomainRoster::users).orElse(0);
    }

    @Override
    public void gone(UserKey user) {
        Optional.ofNullable(domains.get(user.domain())).ifPresent(roster -> roster.gone(user.local()));
    }

    /** Discards the rosters of an XMPP domain's former cloud. */
    public void cloudChanged(String domain) {
        Optional.ofNullable(domains.get(XmppDomains.normal(domain))).ifPresent(DomainRoster::cloudChanged);
    }

    private void beginRefreshing() {
        if (refreshing.compareAndSet(false, true)) {
            scheduler.every(settings.refresh(), this::refreshAll);
            if (store.isPresent()) {
                followScheduler.every(follow, () -> domains.values().forEach(DomainRoster::follow));
            }
        }
    }

    private void refreshAll() throws InterruptedException {
        for (DomainRoster domain : domains.values()) {
            domain.refreshAll();
        }
        refreshed = Optional.of(clock.instant());
    }

    @Override
    public CompletableFuture<Void> loggedIn(String user, String domain) {
        String host = XmppDomains.normal(domain);
        boolean used = domains.containsKey(host)
                || ejabberd.filter(sync -> sync.mayServe(host)).isPresent();
        return (used ? roster(host) : Optional.<DomainRoster>empty())
                .flatMap(roster -> roster.userOf(user).map(roster::loggedIn))
                .map(roster -> roster.isDone()
                        ? roster
                        : roster.copy().completeOnTimeout(null, LOGIN_DELAY.toMillis(), TimeUnit.MILLISECONDS))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Reply> contacts(String user, String domain, String version) {
        Optional<DomainRoster> roster = roster(XmppDomains.normal(domain));
        if (roster.isEmpty()) {
            log.warn("no cloud is configured for domain \"{}\", so its rosters are unknown", domain);
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

    /** The rosters of a domain, lower case, started if necessary; empty if no cloud is configured for the domain. */
    private Optional<DomainRoster> roster(String domain) {
        DomainRoster known = domains.get(domain);
        if (known != null || endpoints.forDomain(domain).isEmpty() || domains.size() >= MAX_DOMAINS) {
            return Optional.ofNullable(known);
        }
        return Optional.of(domains.computeIfAbsent(domain, absent -> {
            DomainRoster created = new DomainRoster(
                    domain,
                    () -> names(domain),
                    RosterSource.of(
                            user -> authenticator.sharedRoster(user, domain),
                            () -> authenticator.refreshRosters(domain)),
                    settings.rules(),
                    store,
                    ejabberd.<RosterTarget>map(sync -> sync).orElse(RosterTarget.NONE),
                    scheduler,
                    clock);
            scheduler.execute(created::start);
            beginRefreshing();
            return created;
        }));
    }

    private AccountNames names(String domain) {
        return endpoints
                .forDomain(domain)
                .map(endpoint -> endpoint.names(domain))
                .orElse(AccountNames.LOCAL);
    }

    /** Stops queries and stores what is known. What ejabberd has not received yet waits for the next start. */
    @Override
    public void close() {
        ejabberd.ifPresent(EjabberdSync::close);
        followScheduler.close();
        scheduler.close();
        domains.values().forEach(DomainRoster::close);
    }
}
