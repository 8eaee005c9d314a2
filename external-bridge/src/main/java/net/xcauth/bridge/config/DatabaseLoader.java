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

/** From settings and environment to the database. */
final class DatabaseLoader {
    static final Path DEFAULT_FILE = Path.of("/var/lib/xcauth/xcauth.sqlite3");
    private static final String MEMORY = ":memory:";
    static final String USER_VARIABLE = "XCAUTH_DB_USER";
    static final String PASSWORD_VARIABLE = "XCAUTH_DB_PASSWORD";
    private static final Duration DEFAULT_REFRESH = Duration.ofSeconds(2);
    private static final Pattern CREDENTIALS = Pattern.compile("(?i)[?&;](user|password)=|//[^/]*@");
    /** Where a Berkeley DB hash file says that it is one, and how. */
    private static final int BERKELEY_MAGIC_AT = 12;

    private static final int BERKELEY_HASH_MAGIC = 0x061561;

    /** Where accepted passwords are remembered. */
    enum Storage {
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
        boolean stored = storage() == Storage.DB;
        boolean there = settings instanceof DatabaseSettings.SqliteFile file && Files.exists(file.path());
        boolean asked = stored
                || there
                || values.has(Option.DB)
                || values.has(Option.EJABBERD_API)
                || values.has(Option.EJABBERDCTL);
        return new DatabaseUse(
                settings,
                asked && !(settings instanceof DatabaseSettings.InMemory),
                stored,
                values.timeNotZero(Option.DB_REFRESH, DEFAULT_REFRESH));
    }

    Storage storage() throws ConfigException {
        return values.read(Option.CACHE_STORAGE, DatabaseLoader::storage)
                .orElse(values.has(Option.CACHE_DB) ? Storage.DB : Storage.NONE);
    }

    /** The Berkeley DB file of xcauth 1.x that the configuration still names, if it does. */
    Optional<Path> oldDatabase() throws ConfigException {
        return values.path(Option.DOMAIN_DB).filter(DatabaseLoader::isBerkeley);
    }

    private static Storage storage(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none" -> Storage.NONE;
            case "memory" -> Storage.MEMORY;
            case "db" -> Storage.DB;
            default -> throw new IllegalArgumentException("it is none, memory or db");
        };
    }

    private DatabaseSettings settings() throws ConfigException {
        if (!values.has(Option.DB)) {
            Optional<Path> domains = values.path(Option.DOMAIN_DB).filter(path -> !isBerkeley(path));
            return new DatabaseSettings.SqliteFile(domains.orElse(DEFAULT_FILE));
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
        if (values.setting(Option.DB_PASSWORD)
                .filter(Settings::isFromCommandLine)
                .isPresent()) {
            throw new ConfigException("option --db-password: other local users can see it on a command line; write it "
                    + "into the configuration file, or into the environment variable " + PASSWORD_VARIABLE);
        }
        String user = environment.getOrDefault(USER_VARIABLE, values.text(Option.DB_USER, ""));
        String password = environment.getOrDefault(PASSWORD_VARIABLE, values.text(Option.DB_PASSWORD, ""));
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
        throw new IllegalArgumentException(
                "it is a path for SQLite, or begins with jdbc:postgresql: or jdbc:mariadb: " + "(for MySQL too)");
    }

    private static String withoutCredentials(String url) {
        if (CREDENTIALS.matcher(url).find()) {
            throw new IllegalArgumentException("user and password do not belong there; write them as db-user and "
                    + "db-password into the configuration file, or into the environment variables " + USER_VARIABLE
                    + " and " + PASSWORD_VARIABLE);
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
            // Whoever opens it says why it cannot be read.
            return false;
        }
    }
}
