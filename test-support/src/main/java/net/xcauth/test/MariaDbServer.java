package net.xcauth.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A real MariaDB; its user logs in with a native password. */
public final class MariaDbServer extends DatabaseServer {
    private static final Pattern READY = Pattern.compile("ready for connections");
    private static final String RECIPE = "apt-get install mariadb-server";
    private static final String LOG_SIZE = "--innodb-log-file-size=8M";

    private final Programs programs;
    private final Durability durability;

    private record Programs(String server, String installer, String client) {
        private static Programs require() {
            return new Programs(
                    Installed.require("mariadbd", RECIPE),
                    Installed.require("mariadb-install-db", RECIPE),
                    Installed.require("mariadb", RECIPE));
        }
    }

    private MariaDbServer(Programs programs, Durability durability) throws IOException {
        super("mysql", "mariadb");
        this.programs = programs;
        this.durability = durability;
    }

    /**
     * The running server that all tests of this JVM share, with an empty database; fast, and durable across SIGKILL. Do not
     * close it: it ends with the tests. Skips the test if MariaDB is not installed.
     */
    public static MariaDbServer shared() throws Exception {
        return shared(MariaDbServer.class, MariaDbServer::launch);
    }

    /** Starts a server that is fast, and durable across SIGKILL; skips the test if MariaDB is not installed. */
    public static MariaDbServer launch() throws Exception {
        return launch(Durability.SURVIVES_KILL);
    }

    /** Starts a server with this durability; skips the test if MariaDB is not installed. */
    public static MariaDbServer launch(Durability durability) throws Exception {
        return launch(new MariaDbServer(Programs.require(), durability));
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:mariadb://127.0.0.1:" + port() + "/" + DATABASE;
    }

    @Override
    void install() throws IOException, InterruptedException {
        // --force makes a name service that knows this machine unnecessary.
        run(
                "",
                programs.installer(),
                "--no-defaults",
                "--datadir=" + path("data"),
                "--tmpdir=" + path(""),
                LOG_SIZE,
                "--auth-root-authentication-method=socket",
                "--skip-test-db",
                "--force");
        // Accounts can be created only after their tables have been loaded.
        run(
                """
                FLUSH PRIVILEGES;
                CREATE DATABASE %3$s CHARACTER SET utf8mb4;
                CREATE USER %1$s@127.0.0.1 IDENTIFIED BY '%2$s';
                GRANT ALL ON %3$s.* TO %1$s@127.0.0.1;
                """.formatted(user(), password(), DATABASE),
                programs.server(),
                "--no-defaults",
                "--bootstrap",
                "--datadir=" + path("data"),
                LOG_SIZE);
    }

    @Override
    List<String> command() {
        return List.of(
                programs.server(),
                "--no-defaults",
                "--datadir=" + path("data"),
                "--tmpdir=" + path(""),
                "--socket=" + path("socket"),
                "--pid-file=" + pidFile(),
                "--bind-address=127.0.0.1",
                "--port=" + port(),
                "--skip-name-resolve",
                // Debian's defaults.
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_general_ci",
                // With 0, a SIGKILL would lose the last second.
                "--innodb-flush-log-at-trx-commit=" + (durability == Durability.SURVIVES_POWER_CUT ? 1 : 2),
                // Containers often forbid asynchronous I/O.
                "--skip-innodb-use-native-aio",
                LOG_SIZE,
                "--innodb-buffer-pool-size=16M",
                "--key-buffer-size=1M",
                "--aria-pagecache-buffer-size=1M",
                "--max-connections=50");
    }

    @Override
    Pattern ready() {
        return READY;
    }

    @Override
    String clear() {
        return "DROP DATABASE %1$s; CREATE DATABASE %1$s CHARACTER SET utf8mb4;".formatted(DATABASE);
    }

    @Override
    String stopSignal() {
        return "TERM";
    }

    @Override
    Path pidFile() {
        return path("pid");
    }

    @Override
    ProcessBuilder client() {
        ProcessBuilder builder = new ProcessBuilder(
                programs.client(),
                "--no-defaults",
                "--batch",
                "--raw",
                "--skip-column-names",
                "--default-character-set=utf8mb4",
                "--protocol=tcp",
                "--host=127.0.0.1",
                "--port=" + port(),
                "--user=" + user(),
                "--database=" + DATABASE);
        builder.environment().put("MYSQL_PWD", password());
        return builder;
    }
}
