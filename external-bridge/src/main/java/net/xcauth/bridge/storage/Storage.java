package net.xcauth.bridge.storage;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.DomainEndpoints;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.cache.DatabasePersistence;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cache.StoredPairs;
import net.xcauth.core.cloud.AccountPairs;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DirectoryStore;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoredClouds;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.WatchedDatabase;

/** Everything that a serving bridge keeps in a database; without a database, only the configured domains. */
public final class Storage implements AutoCloseable {
    private final Optional<Database> database;
    private final Optional<StoredDomains> domains;
    private final Optional<DatabasePersistence> memory;
    private final Optional<StoredClouds> clouds;
    private final DomainEndpoints configured;

    private Storage(
            Optional<Database> database,
            Optional<StoredDomains> domains,
            Optional<DatabasePersistence> memory,
            Optional<StoredClouds> clouds,
            DomainEndpoints configured) {
        this.database = database;
        this.domains = domains;
        this.memory = memory;
        this.clouds = clouds;
        this.configured = configured;
    }

    /** Opens the configured database, if one is used, and starts reading domains from it. */
    public static Storage of(Config config) {
        if (!config.database().used()) {
            return new Storage(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), config.endpoints());
        }
        Clock clock = Clock.systemUTC();
        Tables tables = Tables.ofBridge();
        Database database = new WatchedDatabase(Databases.open(config.database().settings()), clock);
        StoredDomains domains = new StoredDomains(
                config.endpoints(),
                new JdbcDomains(database, tables, clock),
                config.database().refresh());
        JdbcUsers users = new JdbcUsers(database, tables, clock);
        StoredClouds clouds =
                new StoredClouds(users, domain -> domains.forDomain(domain).map(Endpoint::fingerprint));
        Optional<DatabasePersistence> memory = config.database().remembers()
                ? Optional.of(new DatabasePersistence(
                        users, clouds, config.cache(), config.database().refresh(), clock))
                : Optional.empty();
        domains.start();
        return new Storage(
                Optional.of(database), Optional.of(domains), memory, Optional.of(clouds), config.endpoints());
    }

    /** The clouds of all domains: those in the database and those configured. */
    public Endpoints endpoints() {
        return domains.<Endpoints>map(stored -> stored).orElse(configured);
    }

    /** Users and groups as rosters have shown them; empty without a database. */
    public Optional<DirectoryStore> directory() {
        return database.map(each -> new JdbcDirectory(each, Tables.ofBridge(), clouds, Clock.systemUTC()));
    }

    /** @param listener called with each domain whose cloud has changed */
    public void whenCloudChanged(Consumer<String> listener) {
        domains.ifPresent(each -> each.whenChanged(listener));
    }

    /** All clouds known at this moment, in no particular order. */
    public List<Endpoint> clouds() {
        List<Endpoint> all = new ArrayList<>(configured.all());
        domains.ifPresent(each -> all.addAll(each.stored()));
        return all;
    }

    /** True if at least one cloud is known at this moment. */
    public boolean hasCloud() {
        return !domains.map(StoredDomains::isEmpty).orElseGet(configured::isEmpty);
    }

    /** The storage behind the password cache; none unless passwords are stored in the database. */
    public Persistence persistence() {
        return memory.<Persistence>map(stored -> stored).orElse(Persistence.NONE);
    }

    /** The store of LDAP accounts whose id is not their name; empty unless passwords are stored in the database. */
    public Optional<AccountPairs> pairs() {
        return memory.map(StoredPairs::new);
    }

    /** The database; empty if none is used. */
    public Optional<Database> database() {
        return database;
    }

    /** Waits until the domains in the database are known, but only for a few seconds. */
    public void await() {
        domains.ifPresent(StoredDomains::await);
    }

    @Override
    public void close() {
        memory.ifPresent(DatabasePersistence::close);
        domains.ifPresent(StoredDomains::close);
        database.ifPresent(Database::close);
    }
}
