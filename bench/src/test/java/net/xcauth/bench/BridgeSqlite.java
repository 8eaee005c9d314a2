package net.xcauth.bench;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Creates and opens databases of the bridge with the JDBC driver of its build. */
final class BridgeSqlite {

    private static final Path LIBRARIES = Path.of("../external-bridge/target/xcauth/lib");
    private static final Path TABLES = Path.of("../core/src/main/resources/net/xcauth/core/store/sqlite/001.sql");

    /** One for all tests: Java loads a native library into one class loader only. */
    private static Optional<Driver> loaded = Optional.empty();

    private final Driver driver;

    /** Skips the test if the bridge has not been built. */
    BridgeSqlite() throws Exception {
        driver = driver();
    }

    private static synchronized Driver driver() throws Exception {
        if (loaded.isEmpty()) {
            loaded = Optional.of(load());
        }
        return loaded.get();
    }

    private static Driver load() throws Exception {
        List<Path> jars = jars();
        assumeThat(jars)
                .as("SQLite driver in %s; mvn -DskipTests package builds it", LIBRARIES)
                .hasSize(1);
        // The distribution has SQLite's native library next to the jars; bench/run sets the same property.
        System.setProperty(
                "org.sqlite.lib.path",
                LIBRARIES
                        .resolve("native/sqlite-" + System.getProperty("os.arch"))
                        .toAbsolutePath()
                        .toString());
        ClassLoader loader =
                new URLClassLoader(new URL[] {jars.get(0).toUri().toURL()}, BridgeSqlite.class.getClassLoader());
        return (Driver) loader.loadClass("org.sqlite.JDBC").getConstructor().newInstance();
    }

    private static List<Path> jars() throws Exception {
        if (!Files.isDirectory(LIBRARIES)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(LIBRARIES)) {
            return files.filter(file -> file.getFileName().toString().startsWith("sqlite-jdbc-"))
                    .toList();
        }
    }

    Connection connect(Path file) throws SQLException {
        return driver.connect("jdbc:sqlite:" + file, new Properties());
    }

    /** Creates the tables as the bridge does, and stores a password. */
    void create(Path file, BenchUsers.User user, String hash) throws Exception {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(Files.readString(TABLES));
            statement.executeUpdate("INSERT INTO xcauth_users VALUES ('" + user.jid() + "', 1, "
                    + "'2026-11-23 20:15:07', '2026-11-22 20:15:07')");
            store(connection, user.jid(), hash);
        }
    }

    /** Stores a password. */
    static void store(Connection connection, String jid, String hash) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO xcauth_passwords VALUES ('" + jid + "', '" + hash
                    + "', '2026-11-22 20:15:07', '2026-11-23 20:15:07', '2026-11-23 21:15:07', 0)");
        }
    }
}
