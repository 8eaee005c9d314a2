package net.xcauth.openfire.service;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import net.xcauth.core.cache.DatabasePersistence;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.UserStore;
import net.xcauth.core.store.WatchedDatabase;
import net.xcauth.openfire.cluster.Nodes;
import net.xcauth.openfire.cluster.SharedData;
import net.xcauth.openfire.provider.SharingStore;
import net.xcauth.openfire.settings.Settings;
import net.xcauth.openfire.store.DeletedUserStore;
import net.xcauth.openfire.store.OpenfireDatabase;

/**
 * The data that survives a restart, in Openfire's database.
 *
 * @param users        remembered passwords and existence
 * @param clouds       the cloud that the stored data came from
 * @param memory       passwords and existence in memory, written behind to {@code users}
 * @param directory    names and groups
 * @param sharing      how administrators have changed the sharing of groups
 * @param deletedUsers users deleted in the cloud whose data Openfire still holds
 */
record PluginStorage(
        UserStore users,
        StoredClouds clouds,
        DatabasePersistence memory,
        DirectoryStore directory,
        SharingStore sharing,
        DeletedUserStore deletedUsers) {
    /** The prefix of the plugin's tables. */
    static final String TABLES = "ofNextcloud";
    /** The interval at which other nodes' changes are polled, in case an announcement is lost. */
    private static final Duration POLL = Duration.ofSeconds(2);

    /** Connects the stores with Openfire's database; reads nothing yet. */
    static PluginStorage open(Settings settings, Clock clock) {
        Database database = new WatchedDatabase(new OpenfireDatabase(), clock);
        Tables tables = Tables.withPrefix(TABLES);
        UserStore users = new JdbcUsers(database, tables, clock);
        StoredClouds clouds =
                new StoredClouds(users, domain -> settings.endpoint().map(Endpoint::fingerprint));
        return new PluginStorage(
                users,
                clouds,
                new DatabasePersistence(
                        users, clouds, settings.cache(), POLL, clock, () -> Nodes.announceChange(SharedData.USERS)),
                new JdbcDirectory(database, tables, Optional.of(clouds), clock),
                new SharingStore(database),
                new DeletedUserStore(database));
    }
}
