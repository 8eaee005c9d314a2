package net.xcauth.bridge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.core.store.Schema;
import net.xcauth.core.text.RefusedException;

/** Reads the settings of the database. */
final class DatabaseLoader {
    private static final String MEMORY = ":memory:";
    private static final Duration DEFAULT_REFRESH = Duration.ofSeconds(2);
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)[?&;](user|password)=|//[^/]*@");
    /** The position and value of the magic number of a Berkeley DB hash file. */
    private static final int BERKELEY_MAGIC_AT = 12;

    private static final int BERKELEY_HASH_MAGIC = 0x061561;

    /** The place where accepted passwords are remembered. */
    enum CacheStorage {
        NONE,
        MEMORY,
        DB
    }

    private final Values values;
    private final Map<String, String> environment;

    DatabaseLoader(Values values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    DatabaseUse load() throws ConfigException {
        DatabaseSettings settings = settings();
        boolean stored = storage() == CacheStorage.DB;
        boolean exists = settings instanceof DatabaseSettings.SqliteFile file && Files.exists(file.path());
        boolean wanted = stored
                || exists
                || values.has(Option.DB)
                || values.has(Option.EJABBERD_API)
                || values.has(Option.EJABBERDCTL);
        return new DatabaseUse(
                settings,
                wanted && !(settings instanceof DatabaseSettings.InMemory),
                stored,
                values.timeNotZero(Option.DB_REFRESH, DEFAULT_REFRESH));
    }

    CacheStorage storage() throws ConfigException {
        return values.read(Option.CACHE_STORAGE, DatabaseLoader::storage)
                .orElse(values.has(Option.CACHE_DB) ? CacheStorage.DB : CacheStorage.NONE);
    }

    /** The Berkeley DB file of xcauth 1.x, if the configuration still names one. */
    Optional<Path> oldDatabase() throws ConfigException {
        return values.path(Option.DOMAIN_DB).filter(DatabaseLoader::isBerkeley);
    }

    private static CacheStorage storage(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none" -> CacheStorage.NONE;
            case "memory" -> CacheStorage.MEMORY;
            case "db" -> CacheStorage.DB;
            default -> throw new RefusedException("it must be none, memory or db");
        };
    }

    private DatabaseSettings settings() throws ConfigException {
        if (!values.has(Option.DB)) {
            Optional<Path> domains = values.path(Option.DOMAIN_DB).filter(path -> !isBerkeley(path));
            return new DatabaseSettings.SqliteFile(domains.orElse(Defaults.DATABASE));
        }
        String database = values.text(Option.DB, "");
        if (database.equals(MEMORY)) {
            return new DatabaseSettings.InMemory();
        }
        if (database.startsWith("jdbc:")) {
            return server();
        }
        return new DatabaseSettings.SqliteFile(values.path(Option.DB).orElseThrow());
    }

    private DatabaseSettings server() throws ConfigException {
        if (values.value(Option.DB_PASSWORD)
                .filter(OptionValue::isFromCommandLine)
                .isPresent()) {
            throw new ConfigException("option --db-password: other local users can see it on a command line; write it "
                    + "into the configuration file, or into the environment variable "
                    + EnvironmentVariable.DB_PASSWORD.variable());
        }
        String user = EnvironmentVariable.DB_USER.in(environment).orElse(values.text(Option.DB_USER, ""));
        String password = EnvironmentVariable.DB_PASSWORD.in(environment).orElse(values.text(Option.DB_PASSWORD, ""));
        return values.read(
                        Option.DB,
                        url -> new DatabaseSettings.Server(dialect(url), withoutCredentials(url), user, password))
                .orElseThrow();
    }

    private static Schema.Dialect dialect(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return Schema.Dialect.POSTGRESQL;
        }
        if (url.startsWith("jdbc:mariadb:")) {
            return Schema.Dialect.MARIADB;
        }
        throw new RefusedException(
                "it must be a path for SQLite, or begin with jdbc:postgresql: or jdbc:mariadb: (for MySQL as well)");
    }

    private static String withoutCredentials(String url) {
        if (CREDENTIALS.matcher(url).find()) {
            throw new RefusedException("it must not contain user or password; write them as db-user and "
                    + "db-password into the configuration file, or into the environment variables "
                    + EnvironmentVariable.DB_USER.variable()
                    + " and " + EnvironmentVariable.DB_PASSWORD.variable());
        }
        return url;
    }

    private static boolean isBerkeley(Path file) {
        if (!Files.isReadable(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(BERKELEY_MAGIC_AT + Integer.BYTES);
            if (start.length < BERKELEY_MAGIC_AT + Integer.BYTES) {
                return false;
            }
            int magic = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(BERKELEY_MAGIC_AT);
            return magic == BERKELEY_HASH_MAGIC || Integer.reverseBytes(magic) == BERKELEY_HASH_MAGIC;
        } catch (IOException e) {
            // Opening the database will report why it cannot be read.
            return false;
        }
    }
}
