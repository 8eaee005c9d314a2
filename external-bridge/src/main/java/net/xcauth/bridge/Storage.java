package net.xcauth.bridge;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.DomainEndpoints;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cache.StoredMemory;
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

/** What the program has of a database: domains, and memory that lasts, or nothing of it. */
final class Storage implements AutoCloseable {
    private final Optional<Database> database;
    private final Optional<StoredDomains> domains;
    private final Optional<StoredMemory> memory;
    private final Optional<StoredClouds> clouds;
    private final DomainEndpoints configured;

    private Storage(
            Optional<Database> database,
            Optional<StoredDomains> domains,
            Optional<StoredMemory> memory,
            Optional<StoredClouds> clouds,
            DomainEndpoints configured) {
        this.database = database;
        this.domains = domains;
        this.memory = memory;
        this.clouds = clouds;
        this.configured = configured;
    }

    static Storage of(Config config) {
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
        Optional<StoredMemory> memory = config.database().remembers()
                ? Optional.of(new StoredMemory(
                        users, clouds, config.cache(), config.database().refresh(), clock))
                : Optional.empty();
        domains.start();
        return new Storage(
                Optional.of(database), Optional.of(domains), memory, Optional.of(clouds), config.endpoints());
    }

    Endpoints endpoints() {
        return domains.<Endpoints>map(stored -> stored).orElse(configured);
    }

    /** Users and groups as rosters have shown them, if there is a database. */
    Optional<DirectoryStore> directory() {
        return database.map(each -> new JdbcDirectory(each, Tables.ofBridge(), clouds, Clock.systemUTC()));
    }

    /** @param listener told of each domain for which another cloud answers from then on */
    void whenCloudChanged(Consumer<String> listener) {
        domains.ifPresent(each -> each.whenChanged(listener));
    }

    /** Every cloud that is known at this moment, in no order. */
    List<Endpoint> clouds() {
        List<Endpoint> all = new ArrayList<>(configured.all());
        domains.ifPresent(each -> all.addAll(each.stored()));
        return all;
    }

    /** Whether a cloud is known at this moment. */
    boolean hasCloud() {
        return !domains.map(StoredDomains::isEmpty).orElseGet(configured::isEmpty);
    }

    Persistence persistence() {
        return memory.<Persistence>map(stored -> stored).orElse(Persistence.NONE);
    }

    /** Where LDAP accounts are kept whose ids are not their names, if anything is remembered in a database. */
    Optional<AccountPairs> pairs() {
        return memory.map(StoredPairs::new);
    }

    /** The database, if there is one. */
    Optional<Database> database() {
        return database;
    }

    /** Waits a while until the domains in the database are known. */
    void await() {
        domains.ifPresent(StoredDomains::await);
    }

    @Override
    public void close() {
        memory.ifPresent(StoredMemory::close);
        domains.ifPresent(StoredDomains::close);
        database.ifPresent(Database::close);
    }
}
