package net.xcauth.bridge;

import java.time.Clock;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.DomainEndpoints;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.cache.Persistence;
import net.xcauth.core.cache.StoredMemory;
import net.xcauth.core.cloud.Endpoints;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.WatchedDatabase;

/** What the program has of a database: domains, and memory that lasts, or nothing of it. */
final class Storage implements AutoCloseable {
    private final Optional<Database> database;
    private final Optional<StoredDomains> domains;
    private final Optional<StoredMemory> memory;
    private final DomainEndpoints configured;

    private Storage(Optional<Database> database, Optional<StoredDomains> domains, Optional<StoredMemory> memory,
                    DomainEndpoints configured) {
        this.database = database;
        this.domains = domains;
        this.memory = memory;
        this.configured = configured;
    }

    static Storage of(Config config) {
        if (!config.database().used()) {
            return new Storage(Optional.empty(), Optional.empty(), Optional.empty(), config.endpoints());
        }
        Clock clock = Clock.systemUTC();
        Tables tables = Tables.ofBridge();
        Database database = new WatchedDatabase(Databases.open(config.database().settings()), clock);
        StoredDomains domains = new StoredDomains(config.endpoints(), new JdbcDomains(database, tables, clock),
                config.database().refresh());
        Optional<StoredMemory> memory = config.database().remembers()
                ? Optional.of(new StoredMemory(new JdbcUsers(database, tables, clock), config.cache(),
                        config.database().refresh(), clock)) : Optional.empty();
        domains.start();
        return new Storage(Optional.of(database), Optional.of(domains), memory, config.endpoints());
    }

    Endpoints endpoints() {
        return domains.<Endpoints>map(stored -> stored).orElse(configured);
    }

    /** Whether a cloud is known at this moment. */
    boolean hasCloud() {
        return !domains.map(StoredDomains::isEmpty).orElseGet(configured::isEmpty);
    }

    Persistence persistence() {
        return memory.<Persistence>map(stored -> stored).orElse(Persistence.NONE);
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
