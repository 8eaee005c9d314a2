package net.xcauth.openfire.service;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.xcauth.core.auth.Authenticator;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.roster.LoginRefresh;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.core.roster.RosterEngine;
import net.xcauth.core.roster.RosterReader;
import net.xcauth.core.roster.RosterSource;
import net.xcauth.core.roster.Scheduler;
import net.xcauth.core.roster.StoredDirectory;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.StoreException;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.cluster.SharedData;
import net.xcauth.openfire.provider.Usernames;
import net.xcauth.openfire.roster.OnlineUsers;
import net.xcauth.openfire.roster.RosterEvents;
import net.xcauth.openfire.settings.ProviderKind;
import net.xcauth.openfire.settings.Settings;

/** Shared rosters: reads them from the cloud, keeps them in directory and database, and brings changes to Openfire. */
final class OpenfireRosters implements AutoCloseable {
    private final Settings settings;
    private final RosterDirectory directory;
    private final StoredDirectory storedDirectory;
    private final RosterEvents events;
    private final RosterReader reader;
    private final RefreshHistory history;
    private final RosterEngine engine;
    private final Clock clock;

    /**
     * @param settings with an endpoint
     * @param domain   the XMPP domain
     * @param events   told of each change
     */
    OpenfireRosters(
            Settings settings,
            String domain,
            Authenticator authenticator,
            RosterDirectory directory,
            DirectoryStore store,
            RosterEvents events,
            Clock clock) {
        this.settings = settings;
        this.directory = directory;
        this.events = events;
        this.clock = clock;
        Endpoint endpoint = settings.endpoint().orElseThrow();
        storedDirectory = new StoredDirectory(store, directory, domain, () -> Nodes.announceChange(SharedData.ROSTERS));
        reader = new RosterReader(endpoint.names(domain), settings.groups(), Usernames::prepared);
        history = new RefreshHistory(
                RosterSource.of(
                        user -> authenticator.sharedRoster(user, domain), () -> authenticator.refreshRosters(domain)),
                clock);
        engine = new RosterEngine(history, reader, directory, storedDirectory, events, clock);
    }

    private boolean servesGroups() {
        return settings.serves(ProviderKind.GROUP);
    }

    private boolean servesRosters() {
        return servesGroups() || settings.serves(ProviderKind.USER);
    }

    /** Reads the stored groups and names; waits for the database. */
    void load() throws StoreException {
        directory.load(storedDirectory.load());
    }

    /** Puts the plugin between cloud groups and Openfire's roster manager, if it serves groups. */
    void install() {
        if (servesGroups()) {
            events.install();
        }
    }

    /** Undoes {@link #install}. */
    void uninstall() {
        if (servesGroups()) {
            events.remove();
        }
    }

    /** The refresh of the user's roster that each login causes. */
    Consumer<String> onLogin(Scheduler scheduler) {
        return servesRosters()
                ? new FirstRoster(
                        new LoginRefresh(engine, directory, scheduler, OnlineUsers::contains, clock), directory, clock)
                : user -> {};
    }

    /**
     * The refresh that runs on the schedule.
     *
     * @param isCloudUser true for users who come from the cloud
     */
    ScheduledRefresh refresh(Deletions deletions, Predicate<String> isCloudUser) {
        return new ScheduledRefresh(engine, deletions, isCloudUser, settings.refreshOwn(), servesRosters(), history);
    }

    /** Takes over what other nodes have stored; waits for the database. */
    void reload() {
        engine.follow().join();
    }

    /** True if a roster shows this user. */
    boolean knows(String user) {
        return directory.knows(user);
    }

    /** Removes a user from all groups, here and in the database. */
    void forget(String user) {
        engine.forget(user);
    }

    RosterReader reader() {
        return reader;
    }

    RefreshHistory history() {
        return history;
    }

    /** Stores pending changes. */
    @Override
    public void close() {
        engine.close();
    }
}
