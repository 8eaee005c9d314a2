package net.xcauth.openfire.service;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.MassDisappearance;
import net.xcauth.core.auth.Outcome;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.auth.UserWatcher;
import net.xcauth.core.cache.StoredMemory;
import net.xcauth.core.cache.StoredPairs;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.examination.BruteForceStep;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.core.roster.LoginRefresh;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.RosterSource;
import net.xcauth.core.roster.StoredDirectory;
import net.xcauth.core.roster.Upkeep;
import net.xcauth.core.store.Change;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.StoredExistence;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.store.WatchedDatabase;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import net.xcauth.core.user.XmppDomains;
import net.xcauth.openfire.cluster.News;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.provider.Backend;
import net.xcauth.openfire.provider.CloudGroups;
import net.xcauth.openfire.provider.FormerProviders;
import net.xcauth.openfire.provider.KnownUsers;
import net.xcauth.openfire.provider.LocalUsers;
import net.xcauth.openfire.provider.SharingStore;
import net.xcauth.openfire.provider.Usernames;
import net.xcauth.openfire.roster.Online;
import net.xcauth.openfire.roster.RosterEvents;
import net.xcauth.openfire.settings.OpenfireProperties;
import net.xcauth.openfire.settings.ProviderKind;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.Settings;
import net.xcauth.openfire.store.GoneUsers;
import net.xcauth.openfire.store.OpenfireDatabase;
import org.jivesoftware.openfire.XMPPServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that works while a cloud is configured, put together. Made anew when the configuration changes. */
public final class Service implements UserWatcher, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    private static final String TABLES = "ofNextcloud";
    /** How often other nodes' changes are looked for; they also tell. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration BEYOND_THE_CLOUDS = Duration.ofSeconds(10);
    private static final Duration LAST_HASHES = Duration.ofSeconds(2);
    /** Enough for the first seconds after a restart, and read with a few queries. */
    private static final int RECALLED_AT_START = 500;
    /** What other nodes tell in quick succession is read once. */
    private static final Duration GATHER = Duration.ofSeconds(1);
    /** Who was learned of within this may not be in the database yet. */
    private static final Duration UNWRITTEN = Duration.ofMinutes(1);

    private static final Duration CLOCKS = Duration.ofHours(1);
    private static final Duration EXEMPTIONS = Duration.ofMinutes(1);

    private final String domain;
    private final KnownUsers users;
    private final Pipeline pipeline;
    /** Of the JSXC API only: its tokens expire by this machine's clock. */
    private final Optional<CloudClock> cloudClock;
    /** Of Nextcloud's own API only: the JSXC API bypasses the brute force protection. */
    private final Optional<Exemption> exemption;

    private final Endpoint endpoint;
    private final UserStore userStore;
    private final StoredClouds clouds;
    private final StoredMemory memory;
    private final AccountPairs pairs;
    private final Authenticator authenticator;
    private final StoredDirectory storedDirectory;
    private final RosterDirectory directory;
    private final RosterEvents events;
    private final RosterEngine engine;
    private final Deletions deletions;
    private final Upkeep upkeep;
    private final Backend backend;
    private final LocalUsers local;
    private final boolean servesUsers;
    private final boolean servesGroups;
    private final Duration refreshInterval;
    private final Refresh refresh;
    private final Runnable rereadUsers;
    private final Runnable rereadRosters;
    private final Clock clock = Clock.systemUTC();
    private final RosterReader reader;
    private final RefreshRecord refreshes;
    private final RejectedSecret rejected = new RejectedSecret();
    private final Upkeep.Task tryServiceAccount;

    /**
     * @param settings with an endpoint
     * @param former   serve local users and groups
     * @param watch    counts what is done
     */
    public Service(Settings settings, XMPPServer server, FormerProviders former, Watch watch) {
        endpoint = settings.endpoint().orElseThrow();
        domain = server.getServerInfo().getXMPPDomain();
        servesUsers = settings.serves(ProviderKind.USER);
        servesGroups = settings.serves(ProviderKind.GROUP);
        boolean rosters = servesUsers || servesGroups;
        users = new KnownUsers();
        directory = new RosterDirectory();

        Database database = new WatchedDatabase(new OpenfireDatabase(), clock);
        Tables tables = Tables.withPrefix(TABLES);
        userStore = new JdbcUsers(database, tables, clock);
        clouds = new StoredClouds(userStore, each -> settings.endpoint().map(Endpoint::fingerprint));
        memory = new StoredMemory(userStore, clouds, settings.cache(), LOOK, clock, () -> Nodes.tell(News.USERS));
        storedDirectory = new StoredDirectory(
                new JdbcDirectory(database, tables, Optional.of(clouds), clock),
                directory,
                domain,
                () -> Nodes.tell(News.ROSTERS));

        pairs = new StoredPairs(memory);
        Clouds cloud = Pipeline.clouds(settings.cloud(), clock, Optional.of(pairs), settings.groups()::want);
        exemption = endpoint instanceof Endpoint.Nextcloud nextcloud
                ? Optional.of(new Exemption(
                        () -> cloud.nextcloud().bruteForce(nextcloud),
                        () -> BruteForceStep.here(nextcloud.base(), settings.cloud()),
                        clock))
                : Optional.empty();
        tryServiceAccount = endpoint instanceof Endpoint.Nextcloud nextcloud
                        && nextcloud.serviceAccount().isPresent()
                ? () -> cloud.nextcloud()
                        .serviceAccount(endpoint)
                        .thenAccept(said -> rejected.answered("sharedroster", said, Duration.ZERO))
                : () -> {};
        cloudClock = endpoint instanceof Endpoint.Jsxc jsxc
                ? Optional.of(new CloudClock(cloud, jsxc, clock))
                : Optional.empty();
        pipeline = Pipeline.over(cloud, xmppDomain -> settings.endpoint(), settings.protection(), clock)
                .remembering(
                        settings.cache(),
                        settings.bcryptRounds(),
                        LAST_HASHES,
                        new HeardPersistence(memory, this::heard))
                .measuring(watch.meters(), watch.lastHour(), new CloudLog(clock), rejected)
                .telling(watch.decisions())
                .telling(new Sessions(settings.passwordsEndSessions()))
                .build();
        authenticator = pipeline.authenticator();
        Duration patience = settings.cloud()
                .connectTimeout()
                .plus(settings.cloud().requestTimeout())
                .plus(BEYOND_THE_CLOUDS);

        CloudGroups groups = new CloudGroups(directory, former.group(), new SharingStore(database));
        local = new LocalUsers(
                settings.localUsers(),
                domain,
                former.user(),
                names -> OpenfireProperties.change(Setting.LOCAL_USERS, String.join(", ", new TreeSet<>(names))));
        upkeep = new Upkeep();
        deletions = new Deletions(new GoneUsers(database), settings.deleteAfter(), this::isStillGone, upkeep, clock);
        events = new RosterEvents(server, domain, directory, groups, users, this::confirmed, settings.providers());
        reader = new RosterReader(endpoint.names(domain), settings.groups(), Usernames::prepared);
        refreshes = new RefreshRecord(
                RosterSource.of(
                        user -> authenticator.sharedRoster(user, domain), () -> authenticator.refreshRosters(domain)),
                clock);
        engine = new RosterEngine(refreshes, reader, directory, storedDirectory, events, clock);
        backend = new Backend(
                domain,
                new CloudLogins(
                        authenticator,
                        domain,
                        new Bulkhead(settings.loginsWaiting()),
                        patience,
                        rosters
                                ? new FirstRoster(
                                        new LoginRefresh(engine, directory, upkeep, Online::is, clock),
                                        directory,
                                        clock)
                                : user -> {}),
                new CloudExistence(
                        authenticator,
                        domain,
                        settings.cache().isuserTtl(),
                        new Bulkhead(Math.max(1, settings.loginsWaiting() / 2)),
                        patience,
                        users,
                        directory,
                        clock),
                users,
                local,
                directory,
                groups,
                former,
                deletions::deleteNow);
        refreshInterval = settings.refresh();
        refresh = new Refresh(
                engine, deletions, user -> !local.contains(user), settings.refreshOwn(), rosters, refreshes);
        authenticator.watch(this);
        rereadUsers = upkeep.soon(GATHER, this::rereadUsers);
        rereadRosters = upkeep.soon(GATHER, () -> engine.follow().join());
    }

    /** What the providers answer from. */
    public Backend backend() {
        return backend;
    }

    /** The users whom Openfire's own accounts serve. */
    public LocalUsers local() {
        return local;
    }

    /**
     * Reads what is stored and begins. That it cannot be read is no obstacle: what the cloud says is learned again, and
     * stored when that is possible.
     */
    public void start() {
        try {
            if (clouds.claim(domain)) {
                deletions.forgetAll();
            }
            directory.load(storedDirectory.load());
            readUsers();
            recallLatest();
            deletions.load();
        } catch (StoreException e) {
            log.error(
                    "{}; users and groups are unknown until they are seen again. If the tables {}… are missing, "
                            + "look for an error of the plugin's database script, above",
                    e.getMessage(),
                    TABLES,
                    e);
        }
        if (servesGroups) {
            events.install();
        }
        // Not before: what the cloud says must be compared with what is stored. And at once, since what counts may
        // have been configured otherwise while users are online.
        refreshNow();
        upkeep.every(refreshInterval, refresh);
        upkeep.every(authenticator.confirmEvery(), () -> {
            if (Nodes.isSenior()) {
                authenticator.confirmMissing();
            }
        });
        // Only to find out whether it answers, and what time it has.
        pipeline.cloud().neutral(endpoint);
        upkeep.soon(Duration.ZERO, tryServiceAccount).run();
        cloudClock.ifPresent(each -> {
            each.compare();
            upkeep.every(CLOCKS, each::compare);
        });
        exemption.ifPresent(each -> {
            upkeep.soon(Duration.ZERO, each::look).run();
            upkeep.every(EXEMPTIONS, each::look);
        });
    }

    /** Whether the cloud answers; empty until it has been asked. */
    public List<CloudHealth> health() {
        return pipeline.health();
    }

    /** By address, whether the cloud failed so often that it is only tried now and then. */
    public Map<URI, Boolean> unreachable() {
        return authenticator.unreachable();
    }

    /** The mass disappearance of users from the cloud because of which nobody is deleted; empty if there is none. */
    public Optional<MassDisappearance> massDisappearance() {
        return authenticator.massDisappearances().stream().findFirst();
    }

    /** Takes all users for deleted whom the cloud does not know any more, soon: an administrator confirms it. */
    public void confirmDeletions() {
        upkeep.soon(Duration.ZERO, () -> authenticator.believeMissing(domain)).run();
    }

    /** What came of this node's refreshes of groups. */
    public RefreshRecord refreshes() {
        return refreshes;
    }

    /** How the cloud rejects the API secret or the service account; empty if it does not, or has not been asked. */
    public Optional<Cause> rejectedSecret() {
        return rejected.cause();
    }

    /** By how much this machine's clock is ahead of the cloud's; empty if that is unknown. */
    public Optional<Duration> clockAhead() {
        return cloudClock.flatMap(CloudClock::ahead);
    }

    /** The LDAP accounts whose names are not their ids. */
    public AccountPairs pairs() {
        return pairs;
    }

    /** Whether the cloud exempts this server from its brute force protection; empty where it does not matter. */
    public Optional<Exemption> exemption() {
        return exemption;
    }

    /** How the cloud's rosters are read here. */
    public RosterReader rosterReader() {
        return reader;
    }

    /** Refreshes the groups of online users and deletes what is due, soon. */
    public void refreshNow() {
        upkeep.soon(Duration.ZERO, refresh).run();
    }

    /**
     * Forgets all remembered passwords, here and on other nodes: whoever logs in next is asked about in the cloud.
     *
     * @return how many were stored
     * @throws StoreException if the database cannot be written; then nothing is forgotten
     */
    public int forgetPasswords() throws StoreException {
        int passwords = userStore.forgetPasswords();
        takeOver();
        return passwords;
    }

    /**
     * Forgets what is kept of a user, here and on other nodes. Who still exists in the cloud is known again from the
     * next login, question or roster.
     *
     * @param user    in the one spelling
     * @param andData whether Openfire is to delete, too, what it keeps of the user: own contacts, vCard, messages
     * @throws StoreException if the database cannot be written
     */
    public void forget(String user, boolean andData) throws StoreException {
        userStore.forget(Set.of(new UserKey(Accounts.accountOf(user), domain)));
        deletions.forget(user);
        users.remove(user);
        engine.forget(user);
        takeOver();
        Nodes.tell(News.ROSTERS);
        if (andData) {
            Deletions.deleteData(user);
        }
    }

    private void takeOver() {
        memory.refreshNow().join();
        Nodes.tell(News.USERS);
    }

    /** Another node has stored something. */
    public void read(News news) {
        switch (news) {
            case USERS -> {
                memory.refreshNow();
                rereadUsers.run();
            }
            default -> rereadRosters.run();
        }
    }

    private void readUsers() throws StoreException {
        Map<String, StoredExistence> present = userStore.present().entrySet().stream()
                .filter(entry -> entry.getKey().domain().equals(XmppDomains.normal(domain)))
                .collect(Collectors.toMap(entry -> user(entry.getKey()), Map.Entry::getValue));
        users.merge(present, clock.instant().minus(UNWRITTEN));
    }

    /** After a restart everybody comes at once. */
    private void recallLatest() {
        authenticator.recall(users.latest(RECALLED_AT_START).stream()
                .map(user -> new UserKey(user, domain))
                .toList());
    }

    private void rereadUsers() {
        try {
            readUsers();
        } catch (StoreException e) {
            log.debug("what other nodes have learned is not read now", e);
        }
    }

    /** The cloud has said something of a user, whoever asked. */
    private void heard(Change.Existence said) {
        if (said.exists()) {
            String user = user(said.user());
            users.add(user, said.at(), said.at());
            deletions.back(user);
        }
    }

    @Override
    public boolean knows(UserKey key) {
        String user = user(key);
        return users.firstSeen(user).isPresent() || directory.knows(user);
    }

    @Override
    public long count(String ofDomain) {
        return users.count();
    }

    @Override
    public void gone(UserKey key) {
        String user = user(key);
        engine.forget(user);
        // A local user of that name neither goes nor loses anything.
        if (users.remove(user) && servesUsers && !local.contains(user)) {
            deletions.gone(user);
        }
    }

    /** A roster shows that these exist; who is new is noted like who has been asked about. */
    private void confirmed(Set<String> shown) {
        shown.stream()
                .filter(user -> users.firstSeen(user).isEmpty())
                .forEach(user -> authenticator.learnExistence(user, domain, true));
    }

    /** Whether the cloud says so now: data are not deleted by what it said before it became unreachable. */
    private boolean isStillGone(String user) {
        if (local.contains(user)) {
            return false;
        }
        Outcome outcome = authenticator.exists(user, domain).join();
        return outcome.decision() == Decision.NO && outcome.reason() != Outcome.Reason.LAST_KNOWN;
    }

    private static String user(UserKey key) {
        return Accounts.userOf(key.account());
    }

    /** Stores what waits and ends all threads. */
    @Override
    public void close() {
        if (servesGroups) {
            events.remove();
        }
        upkeep.close();
        engine.close();
        pipeline.close();
        memory.close();
    }
}
