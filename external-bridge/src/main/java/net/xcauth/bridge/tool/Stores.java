package net.xcauth.bridge.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.DomainEntry;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.database.DatabaseSettings.InMemory;
import net.xcauth.bridge.database.DatabaseSettings.SqliteFile;
import net.xcauth.bridge.database.Databases;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.Database;
import net.xcauth.core.store.DomainStore;
import net.xcauth.core.store.JdbcDirectory;
import net.xcauth.core.store.JdbcDomains;
import net.xcauth.core.store.JdbcUsers;
import net.xcauth.core.store.StoreException;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.store.Tables;
import net.xcauth.core.store.UserStore;

/** The stores in the configured database, and the clouds that follow from them. Connects when it is first used. */
final class Stores implements AutoCloseable {
    private final Config config;
    private final Database database;
    private final Optional<Path> file;
    private final boolean missing;
    private final DomainStore domains;
    private final UserStore users;
    private final JdbcDirectory directory;

    private Stores(Config config, DatabaseSettings settings, Clock clock) {
        this.config = config;
        database = Databases.open(settings);
        file = settings instanceof SqliteFile sqlite ? Optional.of(sqlite.path()) : Optional.empty();
        missing = isMissing(settings);
        domains = new JdbcDomains(database, Tables.ofBridge(), clock);
        users = new JdbcUsers(database, Tables.ofBridge(), clock);
        directory = new JdbcDirectory(database, Tables.ofBridge(), clock);
    }

    /** @throws ToolException if the database does not exist; it is not created */
    static Stores existing(Config config, Clock clock) throws ToolException {
        DatabaseSettings settings = lasting(config);
        if (isMissing(settings)) {
            throw new ToolException("there is no database " + settings.name()
                    + " yet; name another one with --db, or create this one: run xcauth domain add, or "
                    + "start xcauth with --db or cache-storage=db");
        }
        return new Stores(config, settings, clock);
    }

    /** Creates a missing file when it is first used. */
    static Stores created(Config config, Clock clock) throws ToolException {
        return new Stores(config, lasting(config), clock);
    }

    /** The database may be missing, see {@link #isMissing()}. */
    static Stores optional(Config config, Clock clock) {
        return new Stores(config, config.database().settings(), clock);
    }

    private static DatabaseSettings lasting(Config config) throws ToolException {
        DatabaseSettings settings = config.database().settings();
        if (settings instanceof InMemory) {
            throw new ToolException("the database " + settings.name()
                    + " exists only while one program uses it; name a file or a database server with --db");
        }
        return settings;
    }

    private static boolean isMissing(DatabaseSettings settings) {
        return settings instanceof SqliteFile sqlite && Files.notExists(sqlite.path());
    }

    /** True if the database did not exist when this was opened. */
    boolean isMissing() {
        return missing;
    }

    Database database() {
        return database;
    }

    /** The name of the database, for people. */
    String name() {
        return database.name();
    }

    /** True if the database is a SQLite file. */
    boolean isFile() {
        return file.isPresent();
    }

    /** A notice if the file has been created since this was opened: root may have done it for another user. */
    Optional<String> notice() throws IOException {
        if (!missing || file.isEmpty() || Files.notExists(file.get())) {
            return Optional.empty();
        }
        return Optional.of("created the database " + name() + ", which only the user \"" + Files.getOwner(file.get())
                + "\" can read and write; change its owner to the user that xcauth runs as");
    }

    DomainStore domains() {
        return domains;
    }

    UserStore users() {
        return users;
    }

    /** Users and groups as rosters have shown them. */
    JdbcDirectory directory() {
        return directory;
    }

    /**
     * The cloud of a domain.
     *
     * @param source the place where it is configured, for people
     */
    record DomainCloud(Endpoint endpoint, String source) {}

    /** The cloud that the bridge would use: configured for this domain, else in the database, else the default. */
    Optional<DomainCloud> cloudOf(String domain) throws ToolException, StoreException {
        boolean own = config.endpoints().hasOwn(domain);
        Optional<StoredDomain> stored = own || missing ? Optional.empty() : domains.find(domain);
        if (stored.isPresent()) {
            try {
                return Optional.of(new DomainCloud(
                        DomainEntry.endpoint(stored.get(), config.endpoints().allowsHttp()), "stored in the database"));
            } catch (ConfigException e) {
                throw new ToolException(e.getMessage() + "; store it again with xcauth domain add");
            }
        }
        return config.endpoints()
                .forDomain(domain)
                .map(endpoint -> new DomainCloud(endpoint, own ? "in per-domain-config" : "the configured default"));
    }

    /** @throws ToolException if the domain has no cloud */
    Endpoint endpointOf(String domain) throws ToolException, StoreException {
        return cloudOf(domain)
                .map(DomainCloud::endpoint)
                .orElseThrow(() -> new ToolException(
                        "domain \"" + domain + "\": " + Cause.NO_ENDPOINT.text() + ". " + Cause.NO_ENDPOINT.remedy()));
    }

    @Override
    public void close() {
        database.close();
    }
}
