package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.xcauth.bridge.it.support.DatabaseServer;
import net.xcauth.bridge.it.support.DatabaseServer.Durability;
import net.xcauth.bridge.it.support.MariaDbServer;
import net.xcauth.bridge.it.support.PostgresServer;
import net.xcauth.bridge.it.support.PythonDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The databases that other tests rely on do what they are told. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DatabaseServersIT {
    private abstract static class AnyServer {
        private DatabaseServer server;

        abstract DatabaseServer launch(Durability durability) throws Exception;

        @BeforeEach
        void launch() throws Exception {
            server = launch(Durability.SURVIVES_KILL);
        }

        @AfterEach
        void close() {
            if (server != null) {
                server.close();
            }
        }

        @Test
        void statementsRunAndRowsComeBackWithTabsBetweenTheColumns() throws Exception {
            makeTable();

            server.sql("INSERT INTO t VALUES ('jürgen 🎺', 'two words'), ('alice', NULL)");

            assertThat(server.sql("SELECT * FROM t ORDER BY a; SELECT count(*) FROM t"))
                    .isEqualTo("alice\tNULL\njürgen 🎺\ttwo words\n2\n");
        }

        @Test
        void statementThatFailsIsAnErrorWithoutThePassword() {
            assertThatThrownBy(() -> server.sql("SELECT 1; SELECT * FROM missing; SELECT 2"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("missing")
                    .hasMessageNotContaining(server.password());
        }

        @Test
        void userHasNoRightsOutsideOfTheDatabase() {
            assertThatThrownBy(() -> server.sql("CREATE DATABASE another"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("denied");
        }

        @Test
        void dataOutlivesStopAndStartAtTheSamePort() throws Exception {
            makeTable();
            server.sql("INSERT INTO t (a) VALUES ('kept')");
            String url = server.jdbcUrl();

            server.stop();

            assertNobodyListens();
            server.start();
            assertThat(server.sql("SELECT a FROM t")).isEqualTo("kept\n");
            assertThat(server.jdbcUrl()).isEqualTo(url);
        }

        @Test
        void dataOutlivesKillAndStart() throws Exception {
            makeTable();
            server.sql("INSERT INTO t (a) VALUES ('kept')");

            server.kill();

            assertNobodyListens();
            server.start();
            assertThat(server.sql("SELECT a FROM t")).isEqualTo("kept\n");
        }

        @Test
        void nobodyIsAnsweredWhileItIsPaused() throws Exception {
            server.pause();

            CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::ask);
            try {
                assertThat(answer).failsWithin(Duration.ofMillis(500)).withThrowableOfType(TimeoutException.class);
            } finally {
                server.resume();
            }
            assertThat(answer.join()).isEqualTo("42\n");
        }

        @Test
        void pausedServerCanBeStoppedAndKilled() throws Exception {
            server.pause();
            server.stop();
            server.start();
            server.pause();
            server.kill();
            server.start();

            assertThat(ask()).isEqualTo("42\n");
        }

        @Test
        void startThatFailsLeavesNothingRunningAndCanBeRepeated() throws Exception {
            server.stop();
            try (ServerSocket inTheWay = new ServerSocket(port(), 1, InetAddress.getByName("127.0.0.1"))) {
                assertThatThrownBy(server::start).isInstanceOf(AssertionError.class);
                assertThat(ProcessHandle.current().descendants()).as("beside %s", inTheWay).isEmpty();
            }

            server.start();

            assertThat(ask()).isEqualTo("42\n");
        }

        @Test
        void nothingIsLeftAfterClose() throws Exception {
            List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
            Path data = workingFolder(processes.get(0));
            assertThat(data).isDirectory();

            server.close();

            assertNobodyListens();
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertThat(data.getParent()).doesNotExist();
            assertThat(sharedMemoryMadeBy(processes)).isEmpty();
        }

        @Test
        void nothingIsLeftAfterKillAndClose() throws Exception {
            List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
            Path data = workingFolder(processes.get(0));

            server.kill();
            server.close();

            assertThat(processes).isNotEmpty().noneMatch(ProcessHandle::isAlive);
            assertThat(data.getParent()).doesNotExist();
            assertThat(sharedMemoryMadeBy(processes)).isEmpty();
        }

        @Test
        void nothingIsLeftAfterItEndedByItselfAndCloseSaysSo() throws Exception {
            List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
            Path data = workingFolder(processes.get(0));
            processes.forEach(ProcessHandle::destroyForcibly);
            processes.forEach(process -> process.onExit().join());

            assertThatThrownBy(server::close).isInstanceOf(IllegalStateException.class)
                    .hasRootCauseInstanceOf(AssertionError.class);

            assertThat(data.getParent()).doesNotExist();
            assertThat(sharedMemoryMadeBy(processes)).isEmpty();
        }

        @Test
        void wrongOrderOfStartAndStopIsRefused() throws Exception {
            assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class).hasMessageContaining("stop()");

            server.stop();

            assertThatThrownBy(server::stop).isInstanceOf(IllegalStateException.class).hasMessageContaining("start()");
        }

        @Test
        void itCanBeAsDurableAsInEarnest() throws Exception {
            try (DatabaseServer durable = launch(Durability.SURVIVES_POWER_CUT)) {
                assertThat(durable.sql(durabilitySetting())).isNotEqualTo(server.sql(durabilitySetting()));
            }
        }

        abstract String durabilitySetting();

        private void makeTable() throws Exception {
            server.sql("CREATE TABLE t (a varchar(20), b varchar(20))");
        }

        private String ask() {
            try {
                return server.sql("SELECT 6 * 7");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private int port() {
            return URI.create(server.jdbcUrl().replaceFirst("^jdbc:", "")).getPort();
        }

        private void assertNobodyListens() {
            assertThatThrownBy(() -> new Socket("127.0.0.1", port()).close()).isInstanceOf(ConnectException.class);
        }

        private static Path workingFolder(ProcessHandle process) throws IOException {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
        }

        /** Lines of the kernel's list of System V shared memory; the fifth column is the maker's process id. */
        private static List<String> sharedMemoryMadeBy(List<ProcessHandle> processes) throws IOException {
            List<String> pids = processes.stream().map(process -> Long.toString(process.pid())).toList();
            return Files.readAllLines(Path.of("/proc/sysvipc/shm")).stream()
                    .filter(line -> pids.contains(line.strip().split("\\s+")[4]))
                    .toList();
        }
    }

    @Nested
    class PostgreSql extends AnyServer {
        @Override
        DatabaseServer launch(Durability durability) throws Exception {
            return PostgresServer.launch(durability);
        }

        @Override
        String durabilitySetting() {
            return "SHOW fsync";
        }
    }

    @Nested
    class MariaDb extends AnyServer {
        @Override
        DatabaseServer launch(Durability durability) throws Exception {
            return MariaDbServer.launch(durability);
        }

        @Override
        String durabilitySetting() {
            return "SELECT @@innodb_flush_log_at_trx_commit";
        }
    }

    @Nested
    class Python {
        @TempDir
        private Path folder;

        @Test
        void rowsGoInAndComeBackAsPythonShowsThem() throws Exception {
            PythonDatabase database = PythonDatabase.create(folder.resolve("xcauth.sqlite3"));

            database.execute("INSERT INTO authcache VALUES (?, ?, ?, ?, ?)", "jürgen@example.org", null,
                    Instant.parse("2026-11-23T20:15:07Z"), Instant.parse("2026-11-23T20:15:07.042Z"),
                    "2026-11-23 20:15:08");

            assertThat(database.query("SELECT * FROM authcache WHERE jid = ?", "jürgen@example.org"))
                    .containsExactly(List.of("jürgen@example.org", "None", "2026-11-23 20:15:07",
                            "2026-11-23 20:15:07.042000", "2026-11-23 20:15:08"));
            assertThat(database.query("SELECT anyauth + ? FROM authcache", 1)).containsExactly(List.of("2027"));
        }

        @Test
        void fourTablesAreThereAndTimesHaveADefault() throws Exception {
            PythonDatabase database = PythonDatabase.create(folder.resolve("xcauth.sqlite3"));

            database.execute("INSERT INTO rosterinfo (jid) VALUES ('alice@example.org')");

            assertThat(database.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
                    .containsExactly(List.of("authcache"), List.of("domains"), List.of("rostergroups"),
                            List.of("rosterinfo"));
            assertThat(database.query("SELECT last_update FROM rosterinfo").get(0).get(0))
                    .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
        }

        @Test
        void timeThatThePythonProgramCannotReadIsAnError() throws Exception {
            PythonDatabase database = PythonDatabase.create(folder.resolve("xcauth.sqlite3"));
            database.execute("INSERT INTO rosterinfo (jid, last_update) VALUES (?, ?)", "a", "2026-11-23T20:15:07Z");

            assertThatThrownBy(() -> database.query("SELECT last_update FROM rosterinfo"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ValueError");
        }

        @Test
        void bcryptHashFitsItsPasswordOnly() throws Exception {
            String hash = PythonDatabase.bcrypt("Grüße €uro 🎺", 4);

            assertThat(hash).startsWith("$2b$04$");
            assertThat(matches("Grüße €uro 🎺", hash)).isTrue();
            assertThat(matches("Grüße", hash)).isFalse();
        }

        private static boolean matches(String password, String hash) {
            return BCrypt.verifyer().verify(password.toCharArray(), hash).verified;
        }
    }
}
