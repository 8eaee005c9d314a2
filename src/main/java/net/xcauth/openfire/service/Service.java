package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.xcauth.core.Clouds;
import net.xcauth.core.Pipeline;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.auth.MassDisappearance;
import net.xcauth.core.cache.StoredPairs;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.metrics.LastHour;
import net.xcauth.core.metrics.Meters;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.Scheduler;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.UserKey;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.cluster.SharedData;
import net.xcauth.openfire.provider.Backend;
import net.xcauth.openfire.provider.CloudGroups;
import net.xcauth.openfire.provider.KnownUsers;
import net.xcauth.openfire.provider.LocalUsers;
import net.xcauth.openfire.provider.OriginalProviders;
import net.xcauth.openfire.roster.RosterEvents;
import net.xcauth.openfire.settings.OpenfireProperties;
import net.xcauth.openfire.settings.ProviderKind;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.Settings;
import org.jivesoftware.openfire.XMPPServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs while a cloud is configured, put together. Replaced when the settings change. */
public final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    /** The time that a login waits in addition to the cloud's own timeouts. */
    private static final Duration MARGIN = Duration.ofSeconds(10);
    /** The longest wait for pending password hashes when the service closes. */
    private static final Duration LAST_HASHES = Duration.ofSeconds(2);
    /** Announcements of other nodes within this time cause one read. */
    private static final Duration COALESCE = Duration.ofSeconds(1);

    private final Clock clock = Clock.systemUTC();
    private final Scheduler scheduler = new Scheduler();
    private final KnownUsers users = new KnownUsers();
    private final String domain;
    private final Duration refreshInterval;
    private final PluginStorage storage;
    private final AccountPairs pairs;
    private final Pipeline pipeline;
    private final Authenticator authenticator;
    private final CloudMonitor cloud;
    private final LocalUsers local;
    private final Deletions deletions;
    private final OpenfireRosters rosters;
    private final UserTracker tracker;
    private final Backend backend;
    private final ScheduledRefresh refresh;
    private final Runnable reloadUsers;
    private final Runnable reloadRosters;

    /**
     * Puts the parts together. Sends nothing and reads nothing before {@link #start}.
     *
     * @param settings with an endpoint
     * @param original providers that serve local users and groups
     * @param meters   count decisions and the cloud's answers, as does {@code lastHour}
     */
    public Service(Settings settings, XMPPServer server, OriginalProviders original, Meters meters, LastHour lastHour) {
        domain = server.getServerInfo().getXMPPDomain();
        refreshInterval = settings.refresh();
        storage = PluginStorage.open(settings, clock);
        pairs = new StoredPairs(storage.memory());

        RejectedCredentials rejected = new RejectedCredentials();
        pipeline = Pipeline.builder(settings.cloud(), xmppDomain -> settings.endpoint())
                .clock(clock)
                .protection(settings.protection())
                .accountPairs(Optional.of(pairs))
                .groupFilter(settings.groups()::want)
                .cache(settings.cache(), settings.bcryptRounds())
                .persistence(storage.memory(), LAST_HASHES)
                .cloudListener(meters)
                .cloudListener(lastHour)
                .cloudListener(new CloudLog(clock))
                .cloudListener(rejected)
                .decisionListener(meters)
                .decisionListener(lastHour)
                .accountListener(new Sessions(settings.passwordsEndSessions()))
                .build();
        Clouds clouds = pipeline.clouds();
        authenticator = pipeline.authenticator();
        cloud = new CloudMonitor(
                clouds, pipeline, settings.endpoint().orElseThrow(), settings.cloud(), rejected, clock);

        RosterDirectory directory = new RosterDirectory();
        CloudGroups groups = new CloudGroups(directory, original.group(), storage.sharing());
        CloudExistence existence = new CloudExistence(
                authenticator,
                domain,
                settings.cache().isuserTtl(),
                new Bulkhead(Math.max(1, settings.loginsWaiting() / 2)),
                patience(settings.cloud()),
                users,
                directory,
                clock);
        local = new LocalUsers(
                settings.localUsers(),
                domain,
                original.user(),
                names -> OpenfireProperties.change(Setting.LOCAL_USERS, String.join(", ", new TreeSet<>(names))));
        deletions = new Deletions(
                storage.deletedUsers(),
                settings.deleteAfter(),
                user -> !local.contains(user) && existence.isDenied(user),
                scheduler,
                clock);
        RosterEvents events = new RosterEvents(
                server,
                domain,
                directory,
                groups,
                users,
                user -> authenticator.learnExistence(user, domain, true),
                settings.providers());
        rosters = new OpenfireRosters(settings, domain, authenticator, directory, storage.directory(), events, clock);
        tracker = new UserTracker(
                domain, settings.serves(ProviderKind.USER), storage.users(), users, local, rosters, deletions, clock);
        authenticator.useRegistry(tracker);
        backend = new Backend(
                domain,
                new CloudLogins(
                        authenticator,
                        domain,
                        new Bulkhead(settings.loginsWaiting()),
                        patience(settings.cloud()),
                        rosters.onLogin(scheduler)),
                existence,
                users,
                local,
                directory,
                groups,
                original,
                deletions::deleteNow);
        refresh = rosters.refresh(deletions, user -> !local.contains(user));
        reloadUsers = scheduler.soon(COALESCE, tracker::reload);
        reloadRosters = scheduler.soon(COALESCE, rosters::reload);
    }

    private static Duration patience(CloudSettings settings) {
        return settings.connectTimeout().plus(settings.requestTimeout()).plus(MARGIN);
    }

    /**
     * Loads what is stored and begins. If the database cannot be read, the service begins without: users and groups are
     * learned from the cloud again.
     */
    public void start() {
        try {
            if (storage.clouds().claim(domain)) {
                deletions.forgetAll();
            }
            rosters.load();
            tracker.load();
            authenticator.preload(tracker.recent());
            deletions.load();
        } catch (StoreException e) {
            log.error(
                    "{}; users and groups are unknown until they are seen again. If the tables {}… are missing, "
                            + "look above for an error of the plugin's database script",
                    e.getMessage(),
                    PluginStorage.TABLES,
                    e);
        }
        rosters.install();
        // After loading, since answers are compared with what is stored; and at once, since the settings may have
        // changed while users were online.
        refreshNow();
        scheduler.every(refreshInterval, refresh);
        scheduler.every(authenticator.confirmEvery(), () -> {
            if (Nodes.isSenior()) {
                authenticator.confirmMissing();
            }
        });
        cloud.start(scheduler);
    }

    /** The data and services for the providers. */
    public Backend backend() {
        return backend;
    }

    /** The users with an account in Openfire that takes precedence over the cloud. */
    public LocalUsers local() {
        return local;
    }

    /** The state of the cloud. */
    public CloudMonitor cloud() {
        return cloud;
    }

    /** The LDAP accounts whose names differ from their ids. */
    public AccountPairs pairs() {
        return pairs;
    }

    /** Turns the cloud's rosters into Openfire's. */
    public RosterReader rosterReader() {
        return rosters.reader();
    }

    /** When this node's refreshes succeeded and failed. */
    public RefreshHistory refreshes() {
        return rosters.history();
    }

    /** The mass disappearance of users that keeps the plugin from deleting any; empty if there is none. */
    public Optional<MassDisappearance> massDisappearance() {
        return authenticator.massDisappearances().stream().findFirst();
    }

    /** Treats all users as deleted whom the cloud no longer knows, as an administrator has confirmed. Does not wait. */
    public void confirmDeletions() {
        scheduler
                .soon(Duration.ZERO, () -> authenticator.confirmAllMissing(domain))
                .run();
    }

    /** Refreshes the groups of online users and deletes the data that is due. Does not wait. */
    public void refreshNow() {
        scheduler.soon(Duration.ZERO, refresh).run();
    }

    /**
     * Forgets all remembered passwords, on all nodes: each user's next login needs the cloud.
     *
     * @return the number of stored passwords
     * @throws StoreException if the database cannot be written; then nothing is forgotten
     */
    public int forgetPasswords() throws StoreException {
        int passwords = storage.users().forgetPasswords();
        reloadMemory();
        return passwords;
    }

    /**
     * Forgets a user, on all nodes. If the user still exists in the cloud, the next login, lookup or roster makes the
     * user known again.
     *
     * @param user    in canonical spelling
     * @param andData true to delete Openfire's data about the user as well: own contacts, vCard, messages
     * @throws StoreException if the database cannot be written
     */
    public void forget(String user, boolean andData) throws StoreException {
        storage.users().forget(Set.of(new UserKey(Accounts.accountOf(user), domain)));
        tracker.forget(user);
        reloadMemory();
        Nodes.announceChange(SharedData.ROSTERS);
        if (andData) {
            Deletions.deleteData(user);
        }
    }

    private void reloadMemory() {
        storage.memory().refreshNow().join();
        Nodes.announceChange(SharedData.USERS);
    }

    /** Reads what another node has stored, soon. */
    public void reload(SharedData changed) {
        switch (changed) {
            case USERS -> {
                storage.memory().refreshNow();
                reloadUsers.run();
            }
            case ROSTERS -> reloadRosters.run();
        }
    }

    /** Stores pending changes and ends all threads. */
    @Override
    public void close() {
        rosters.uninstall();
        scheduler.close();
        rosters.close();
        pipeline.close();
        storage.memory().close();
    }
}
