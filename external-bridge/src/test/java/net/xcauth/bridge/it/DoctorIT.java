package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.it.support.BridgeProcess;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code xcauth doctor}, from command line to exit status. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DoctorIT {
    private DemoCloud cloud;
    private TempFolder folder;
    private Path configuration;

    @BeforeEach
    void startTheCloud() throws Exception {
        cloud = DemoCloud.start(DemoSettings.defaults());
        folder = new TempFolder("doctor");
        configuration = Xcauth.configuration(cloud, folder);
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stopTheCloud() throws Exception {
        cloud.close();
        folder.close();
    }

    @Test
    void reportsNoProblemIfThereIsNone() throws Exception {
        Command doctor = doctor("");

        assertThat(doctor.out())
                .contains(
                        "OK    configuration: read from " + configuration,
                        "address of " + cloud.url() + ": ",
                        "OK    API at " + cloud.url().getAuthority() + ": ",
                        "OK    log folder: ")
                .doesNotContain("FAIL", "WARN", "SKIP");
        assertThat(doctor.exit()).isZero();
    }

    @Test
    void namesAWrongSecretAndFails() throws Exception {
        cloud.secret("another");

        Command doctor = doctor("");

        assertThat(doctor.out())
                .contains(
                        "FAIL  API at " + cloud.url().getAuthority(),
                        "\n      Compare the API secret",
                        "SKIP  password check");
        assertThat(doctor.exit()).isEqualTo(1);
    }

    @Test
    void namesAnInvalidConfiguration() throws Exception {
        Files.writeString(configuration, Files.readString(configuration) + "timeout=soon\n");

        Command doctor = doctor("");

        assertThat(doctor.out())
                .startsWith("FAIL  configuration: " + configuration + " line 5: timeout")
                .contains("SKIP  clouds");
        assertThat(doctor.exit()).isEqualTo(1);
    }

    @Test
    void warnsOfAWorldReadableFileAndSucceeds() throws Exception {
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));

        Command doctor = doctor("");

        assertThat(doctor.out()).contains("WARN  configuration: ", "chmod o= " + configuration);
        assertThat(doctor.exit()).isZero();
    }

    @Test
    void triesALoginWithThePasswordFromStandardInput() throws Exception {
        Command right = doctor("wonderland\nsomething else\n", "--login", "alice@example.org");
        Command wrong = doctor("looking-glass\n", "--login", "alice@example.org");

        assertThat(right.out()).contains("OK    login of alice@example.org: yes");
        assertThat(right.exit()).isZero();
        assertThat(wrong.out()).contains("FAIL  login of alice@example.org: no");
        assertThat(wrong.exit()).isEqualTo(1);
    }

    @Test
    void reportsTheSameAsJson() throws Exception {
        cloud.secret("another");

        Command doctor = doctor("wonderland\n", "--json", "--login", "alice@example.org");

        JsonNode json = new ObjectMapper().readTree(doctor.out());
        assertThat(json.get("exitStatus").asInt()).isEqualTo(doctor.exit()).isEqualTo(1);
        assertThat(json.get("findings").findValuesAsText("title"))
                .contains("configuration", "API at " + cloud.url().getAuthority(), "login of alice@example.org");
        assertThat(json.get("findings").findValuesAsText("level")).contains("OK", "FAIL", "SKIP");
    }

    @Test
    void recognizesARunningXcauthAtItsSockets() throws Exception {
        try (BridgeProcess xcauth =
                BridgeProcess.forCloud(cloud).listen("prosody").start()) {
            Files.writeString(
                    configuration,
                    Files.readString(configuration) + "listen=prosody=" + xcauth.address("prosody") + "\n");

            assertThat(doctor("").out())
                    .contains("OK    listener prosody=" + xcauth.address("prosody")
                            + ": in use, and answers like xcauth");
        }
    }

    @Test
    void showsNeitherPasswordsNorSecrets() throws Exception {
        for (String password : List.of("wonderland", "wrong-wonderland")) {
            for (String form : List.of("--debug", "--json")) {
                Command doctor = doctor(password + "\n", form, "--login", "alice@example.org");

                assertThat(doctor.out() + doctor.err())
                        .contains("login of alice@example.org")
                        .doesNotContain("wonderland", DemoSettings.DEMO_SECRET);
            }
        }
    }

    @Test
    void createsNoDatabaseItselfAndAnnouncesOne() throws Exception {
        Path file = folder.resolve("new.sqlite3");

        Command doctor = doctor("", "--cache-storage", "db", "--db", file.toString());

        assertThat(doctor.out()).contains("OK    database: " + file + " does not exist yet and will be created");
        assertThat(file).doesNotExist();
        assertThat(doctor.exit()).isZero();
    }

    @Test
    void checksTheCloudsOfDomainsInTheDatabase() throws Exception {
        Path file = folder.resolve("xcauth.sqlite3");
        try (DemoCloud other = DemoCloud.start(DemoSettings.defaults().withSecret("another"))) {
            put(file, "good.example", "another\t" + other.url() + "\tgood.example");
            put(file, "bad.example", "mistyped\t" + cloud.url() + "?bad\tbad.example");

            Command doctor = doctor("", "--db", file.toString());

            assertThat(doctor.out())
                    .contains(
                            "domains in it: 2",
                            "OK    API at " + other.url().getAuthority(),
                            "address of " + cloud.url() + "?bad: ",
                            "FAIL  API at " + cloud.url().getAuthority())
                    .doesNotContain("mistyped");
            assertThat(doctor.exit()).isEqualTo(1);
        }
    }

    @Test
    void namesAFileThatIsNotADatabase() throws Exception {
        Path file = folder.write(
                "broken.sqlite3", "this is no database, but it is long enough to be looked at\n".repeat(99));

        Command doctor = doctor("", "--db", file.toString());

        assertThat(doctor.out())
                .contains("FAIL  database: the database " + file + " cannot be", "file is not a database");
        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(file).content().startsWith("this is no database");
    }

    @Test
    void reportsThatManyUsersAreMissingInTheCloud() throws Exception {
        Path file = folder.resolve("missing.sqlite3");
        put(file, "good.example", "secret\t" + cloud.url() + "\tgood.example");
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = database.createStatement()) {
            for (int i = 0; i < 6; i++) {
                statement.executeUpdate(
                        "INSERT INTO xcauth_users (jid, present, learned, firstseen, missingsince) VALUES ('user" + i
                                + "@example.org', 1, '2026-11-23 20:15:07', '2026-11-23 20:15:07', '2026-11-24 "
                                + "20:15:07')");
            }
        }

        assertThat(doctor("", "--db", file.toString()).out())
                .contains(
                        "WARN  database: the cloud no longer knows 6 of 6 users of example.org",
                        "run xcauth user confirm-missing example.org");
    }

    private void put(Path file, String domain, String entry) throws Exception {
        Command.run(
                        Xcauth.program().toString(),
                        "-c",
                        configuration.toString(),
                        "--db",
                        file.toString(),
                        "-P",
                        domain,
                        entry)
                .requireSuccess();
    }

    private Command doctor(String input, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Xcauth.program().toString(), "doctor"));
        command.addAll(List.of(options));
        command.addAll(List.of("-c", configuration.toString()));
        Path standardInput = folder.write("input", input);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(standardInput.toFile());
        builder.environment().remove("XCAUTH_SECRET");
        return Command.run(builder);
    }
}
