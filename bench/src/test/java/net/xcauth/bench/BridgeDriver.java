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
import java.util.Properties;
import java.util.stream.Stream;

/** Makes and opens databases of the bridge, with the JDBC driver of the bridge that was built here. */
final class BridgeDriver {

    private static final Path LIBRARIES = Path.of("../external-bridge/target/xcauth/lib");
    private static final Path TABLES = Path.of("../core/src/main/resources/net/xcauth/core/store/sqlite/001.sql");

    /** Null until it is loaded. One for all tests: Java loads a native library for one class loader only. */
    private static Driver loaded;

    private final Driver driver;

    /** The test is skipped if the bridge is not built. */
    BridgeDriver() throws Exception {
        driver = driver();
    }

    private static synchronized Driver driver() throws Exception {
        if (loaded == null) {
            loaded = load();
        }
        return loaded;
    }

    private static Driver load() throws Exception {
        List<Path> jars = jars();
        assumeThat(jars)
                .as("SQLite driver in %s; mvn -DskipTests package builds it", LIBRARIES)
                .hasSize(1);
        // The package has SQLite's library beside the jars; bench/run tells the driver so, too.
        System.setProperty(
                "org.sqlite.lib.path",
                LIBRARIES
                        .resolve("native/sqlite-" + System.getProperty("os.arch"))
                        .toAbsolutePath()
                        .toString());
        ClassLoader loader =
                new URLClassLoader(new URL[] {jars.get(0).toUri().toURL()}, BridgeDriver.class.getClassLoader());
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

    /** Makes the tables as the bridge does, and stores a password. */
    void make(Path file, Crowd.Member member, String hash) throws Exception {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(Files.readString(TABLES));
            statement.executeUpdate("INSERT INTO xcauth_users VALUES ('" + member.jid() + "', 1, "
                    + "'2026-11-23 20:15:07', '2026-11-22 20:15:07')");
            store(connection, member.jid(), hash);
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
