package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.xcauth.bridge.it.support.BridgeDatabase;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoAccounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.DatabaseServer;
import net.xcauth.test.Eventually;
import net.xcauth.test.MariaDbServer;
import net.xcauth.test.PostgresServer;
import net.xcauth.test.Resources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on the database of a running bridge. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ToolsIT {
    private static final String LOGIN = "auth:alice:example.org:wonderland";

    private final Resources resources = new Resources();

    @TempDir
    Path folder;

    private DemoCloud cloud;
    private Path database;
    private BridgeDatabase rows;
    private Path configuration;

    @BeforeEach
    void start() throws Exception {
        cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        database = folder.resolve("xcauth.sqlite3");
        rows = BridgeDatabase.of(database);
        configuration = Files.writeString(folder.resolve("xcauth.conf"), """
                # What bridge and commands share
                db=%s
                cache-storage=db
                cache-bcrypt-rounds=4,4
                # Tests try again and again until something takes effect
                guess-limit=1000000
                log=%s
                """.formatted(database, folder));
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void aRunningBridgeVerifiesAForgottenPasswordAgain() throws Exception {
        Wire wire = resources.add(serve(cloud).connect("generic"));
        assertThat(wire.ask(LOGIN)).isEqualTo("1");
        awaitStored("alice@example.org");
        assertThat(wire.ask(LOGIN)).isEqualTo("1");
        assertThat(cloud.requestCount("auth")).as("the second login is cached").isEqualTo(1);

        Command forget = xcauth("cache", "forget", "alice@example.org").requireSuccess();

        assertThat(forget.out()).contains("1 password");
        Eventually.until(
                "the cloud is queried again", () -> wire.ask(LOGIN).equals("1") && cloud.requestCount("auth") == 2);
        awaitStored("alice@example.org");
    }

    @Test
    void aRunningBridgeDeletesManyMissingUsersOnceThatIsConfirmed() throws Exception {
        List<String> users =
                IntStream.rangeClosed(1, 6).mapToObj(n -> "user" + n).toList();
        users.forEach(user -> cloud.accounts().addUser(user, user, "of " + user));
        Files.writeString(
                configuration,
                "url=%s\nsecret=%s\n".formatted(cloud.url(), DemoSettings.DEMO_SECRET),
                StandardOpenOption.APPEND);
        Wire wire = resources.add(serve(cloud, "--isuser-ttl", "1s", "--isuser-negative-ttl", "1s")
                .connect("generic"));
        for (String user : users) {
            assertThat(wire.ask("auth:" + user + ":example.org:of " + user)).isEqualTo("1");
            cloud.accounts().deleteUser(user);
        }
        Eventually.until("the bridge notices", () -> {
            for (String user : users) {
                assertThat(wire.ask("isuser:" + user + ":example.org"))
                        .as("not believed")
                        .isEqualTo("1");
            }
            return rows.rows("SELECT jid FROM xcauth_users WHERE missingsince IS NOT NULL")
                            .size()
                    == users.size();
        });
        assertThat(json("user", "missing").get("tooMany").get(0).asText()).isEqualTo("example.org");
        assertThat(wire.ask("isuser:user1:example.org")).isEqualTo("1");

        assertThat(xcauth("user", "confirm-missing", "example.org")
                        .requireSuccess()
                        .out())
                .startsWith("6 users of example.org deleted in the cloud, 0 users found to exist again");

        for (String user : users) {
            Eventually.until(
                    user + " does not exist",
                    () -> wire.ask("isuser:" + user + ":example.org").equals("0"));
            assertThat(wire.ask("auth:" + user + ":example.org:of " + user)).isEqualTo("0");
        }
        assertThat(wire.ask(LOGIN)).as("others").isEqualTo("1");
    }

    @Test
    void aRunningBridgeServesAnAddedDomainAndNoLongerARemovedOne() throws Exception {
        DemoCloud other = resources.add(DemoCloud.start(DemoSettings.defaults()
                .withSecret("another-secret")
                .withAccounts(DemoAccounts.empty().addUser("zoe", "Zoe", "zoe's password"))));
        Wire wire = resources.add(serve(cloud).connect("generic"));
        assertThat(wire.ask("auth:zoe:new.example:zoe's password")).isEqualTo("0");

        Command added = xcauthWith(
                        "another-secret\n",
                        "domain",
                        "add",
                        "new.example",
                        other.url().toString())
                .requireSuccess();

        assertThat(added.out()).startsWith("added new.example");
        assertThat(added.out() + added.err()).doesNotContain("another-secret");
        Eventually.until(
                "the new domain is served",
                () -> wire.ask("auth:zoe:new.example:zoe's password").equals("1"));
        assertThat(xcauth("domain", "test", "new.example").requireSuccess().out())
                .startsWith("new.example: OK");
        xcauth("domain", "remove", "new.example").requireSuccess();
        Eventually.until("the default cloud is queried instead", () -> {
            long before = cloud.requestCount("auth");
            return wire.ask("auth:zoe:new.example:wrong").equals("0") && cloud.requestCount("auth") > before;
        });
    }

    @Test
    void entriesAreReadAndWrittenThroughPipesAsByThePythonProgram() throws Exception {
        String dump = "a.example\tsecret-a\thttps://a.example/externalApi.php\ta.example\n"
                + "b.example\tsecret-b\thttps://b.example/externalApi.php\tauth\tcall Bob\n";

        assertThat(xcauthWith(dump, "-L").requireSuccess().out()).isEmpty();

        assertThat(xcauth("-U").requireSuccess().out()).isEqualTo(dump);
        assertThat(xcauth("-G", "b.example").requireSuccess().out())
                .isEqualTo("secret-b\thttps://b.example/externalApi.php\tauth\tcall Bob\n");
        xcauth("-D", "b.example").requireSuccess();
        assertThat(xcauth("-G", "b.example").exit()).isEqualTo(1);
        xcauth("-P", "c.example", "secret-c\thttps://c.example/externalApi.php\tc.example")
                .requireSuccess();
        Command list = xcauth("domain", "list").requireSuccess();
        assertThat(list.out()).contains("a.example", "c.example").doesNotContain("secret-a", "secret-c");
    }

    @Test
    void standardOutputIsExactlyOneJsonDocument() throws Exception {
        Wire wire = resources.add(serve(cloud).connect("generic"));
        assertThat(wire.ask(LOGIN)).isEqualTo("1");
        awaitStored("alice@example.org");

        JsonNode user = json("cache", "show", "alice@example.org");
        JsonNode deleted = json("user", "delete", "alice@example.org");

        assertThat(user.get("passwords").get(0).get("state").asText()).isEqualTo("counts");
        assertThat(deleted.get("passwords").asInt()).isEqualTo(1);
        assertThat(json("cache", "clear").get("passwords").asInt()).isZero();
    }

    @Test
    void commandsWorkOnPostgresql() throws Exception {
        useServer(PostgresServer.shared());
    }

    @Test
    void commandsWorkOnMariadb() throws Exception {
        useServer(MariaDbServer.shared());
    }

    private void useServer(DatabaseServer server) throws Exception {
        rows = BridgeDatabase.of(server);
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace(
                                "db=" + database,
                                "db=" + server.jdbcUrl() + "\ndb-user=" + server.user() + "\ndb-password="
                                        + server.password()));
        Wire wire = resources.add(serve(cloud).connect("generic"));
        assertThat(wire.ask(LOGIN)).isEqualTo("1");
        awaitStored("alice@example.org");
        xcauthWith("a-secret\n", "domain", "add", "a.example", "https://a.example/externalApi.php")
                .requireSuccess();

        assertThat(json("cache", "show").get("usersWithPasswords").asInt()).isEqualTo(1);
        assertThat(json("cache", "prune").get("passwords").asInt()).isZero();
        assertThat(json("domain", "list").get("domains").get(0).get("domain").asText())
                .isEqualTo("a.example");
        assertThat(json("user", "delete", "alice@example.org").get("passwords").asInt())
                .isEqualTo(1);
        assertThat(json("roster", "refresh").isEmpty()).as("no rosters yet").isTrue();
        assertThat(json("host", "delete", "a.example").get("entry").asBoolean()).isTrue();
        server.stop();
        Command away = xcauth("cache", "show");
        assertThat(away.exit()).isEqualTo(1);
        assertThat(away.err())
                .startsWith("xcauth: the database " + server.jdbcUrl() + " cannot be read")
                .doesNotContain(server.password());
    }

    @Test
    void theExitStatusIsOneWithoutADatabaseAndTwoForAWrongWord() throws Exception {
        Command missing = xcauth("cache", "show", "alice@example.org");
        Command wrong = xcauth("cache", "shwo");

        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).startsWith("xcauth: there is no database " + database);
        assertThat(database).doesNotExist();
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains("did you mean \"cache show");
    }

    private BridgeProcess serve(DemoCloud defaultCloud, String... more) throws Exception {
        return resources.add(BridgeProcess.forCloud(defaultCloud)
                .listen("generic")
                .option("-c", configuration.toString())
                .option("--db-refresh", "1s")
                .option(more)
                .start());
    }

    /** The database has a password of the user, and the program finds it. */
    private void awaitStored(String user) throws Exception {
        // Starting the program takes too long to repeat it until it finds the password.
        Eventually.until(
                "the password is stored",
                () -> rows.rows("SELECT jid FROM xcauth_passwords").equals(List.of(user)));
        assertThat(json("cache", "show", user).get("passwords")).hasSize(1);
    }

    private JsonNode json(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--json");
        return new ObjectMapper()
                .readTree(xcauth(all.toArray(String[]::new)).requireSuccess().out());
    }

    private Command xcauth(String... arguments) throws Exception {
        return Command.run(program(arguments));
    }

    private Command xcauthWith(String input, String... arguments) throws Exception {
        Path file = Files.createTempFile(folder, "standard", ".input");
        Files.writeString(file, input);
        return Command.run(program(arguments).redirectInput(file.toFile()));
    }

    private ProcessBuilder program(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Xcauth.program().toString(), "-c", configuration.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
