package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.DemoToken;
import net.xcauth.demo.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DoctorTest {
    private static final Login ALICE = Login.of("alice@example.org", "wonderland");

    @TempDir
    Path folder;

    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void allStepsRunInOrder() throws Exception {
        Config config = Configured.cloud(folder, cloud.url(), "listen=prosody=" + folder.resolve("x.sock"));

        Report report = doctor(() -> config, Optional.of(ALICE), check("database", List.of()))
                .examine();

        assertThat(Findings.of(report).titles())
                .containsExactly(
                        "configuration",
                        "address of " + cloud.url(),
                        "API at " + cloud.url().getAuthority(),
                        "password check at " + cloud.url().getAuthority(),
                        "shared roster at " + cloud.url().getAuthority(),
                        "clock of " + cloud.url().getAuthority(),
                        "response time of " + cloud.url().getAuthority(),
                        "time-limited tokens",
                        "log folder",
                        "database",
                        "listener prosody=" + folder.resolve("x.sock"),
                        "login of alice@example.org");
        assertThat(report.findings()).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(report.exitStatus()).isZero();
    }

    @Test
    void findingsArePassedOnImmediately() throws Exception {
        Config config = Configured.cloud(folder, cloud.url());
        List<Finding> told = new ArrayList<>();
        List<String> toldBeforeTheDatabase = new ArrayList<>();
        Check database = new Check() {
            @Override
            public String title() {
                return "database";
            }

            @Override
            public void examine(Config inForce, Consumer<Finding> findings) {
                told.forEach(
                        finding -> toldBeforeTheDatabase.add(finding.title().toString()));
                findings.accept(Finding.ok(title(), "it is there"));
            }
        };

        Report report = doctor(() -> config, Optional.empty(), database).examine(told::add);

        assertThat(told).isEqualTo(report.findings());
        assertThat(toldBeforeTheDatabase)
                .contains("configuration", "log folder")
                .doesNotContain("listeners");
    }

    @Test
    void anInvalidConfigurationFailsAndTheRestIsSkipped() {
        Doctor doctor = doctor(
                () -> {
                    throw new ConfigException("xcauth.conf line 3: timeout \"x\" cannot be used: it is a number");
                },
                Optional.of(ALICE),
                check("database", List.of()));

        Report report = doctor.examine();

        Findings findings = Findings.of(report);
        assertThat(findings.about("configuration").text().toString()).contains("line 3", "it is a number");
        assertThat(findings.titles())
                .containsExactly(
                        "configuration",
                        "clouds",
                        "time-limited tokens",
                        "log folder",
                        "database",
                        "listeners",
                        "login of alice@example.org");
        assertThat(findings.levels())
                .startsWith(Level.FAIL)
                .endsWith(Level.SKIP)
                .containsOnlyOnce(Level.FAIL);
        assertThat(report.exitStatus()).isEqualTo(1);
    }

    @Test
    void withoutACloudOnlyThatStepFails() throws Exception {
        Config config = Configured.of(folder, "log=" + folder);

        Report report = doctor(() -> config, Optional.of(ALICE), check("database", List.of()))
                .examine();

        Findings findings = Findings.of(report);
        assertThat(findings.titles())
                .containsExactly(
                        "configuration",
                        "clouds",
                        "time-limited tokens",
                        "log folder",
                        "database",
                        "listeners",
                        "login of alice@example.org");
        assertThat(findings.levels())
                .containsExactly(Level.OK, Level.FAIL, Level.SKIP, Level.OK, Level.OK, Level.OK, Level.FAIL);
        assertThat(findings.about("clouds").text().toString()).contains("no cloud is configured in " + folder);
        assertThat(findings.about("clouds").remedy().toString()).contains("url in ", "systemctl restart xcauth");
        assertThat(report.exitStatus()).isEqualTo(1);
    }

    @Test
    void anUnexpectedExceptionIsReportedAndTheOtherChecksRun() throws Exception {
        Config config = Configured.cloud(folder, cloud.url());

        Findings findings = Findings.of(
                doctor(() -> config, Optional.empty(), check("database", null)).examine());
        Findings withoutConfig = Findings.of(doctor(
                        () -> {
                            throw new IllegalStateException("bug");
                        },
                        Optional.empty())
                .examine());

        assertThat(findings.level("database")).isEqualTo(Level.FAIL);
        assertThat(findings.about("database").text().toString()).contains("was aborted (DoctorTest.java:");
        assertThat(findings.level("listeners")).isEqualTo(Level.OK);
        assertThat(withoutConfig.about("configuration").text().toString()).contains("was aborted (DoctorTest.java:");
        assertThat(withoutConfig.level("listeners")).isEqualTo(Level.SKIP);
    }

    @Test
    void noPasswordTokenOrSecretIsInAnyOutput() throws Exception {
        String token = DemoToken.create(
                "alice", "example.org", DemoSettings.DEMO_SECRET, Instant.now().plusSeconds(3_600));
        Path domains = Files.writeString(folder.resolve("domains"), "a.example vErYsEcReT-7 " + cloud.url());
        Config config = Configured.cloud(folder, cloud.url(), "per-domain-config=" + domains, "secret=vErYsEcReT-8");
        Files.setPosixFilePermissions(folder.resolve("xcauth.conf"), PosixFilePermissions.fromString("rw-rw-rw-"));
        StringBuilder all = new StringBuilder();
        for (Fault fault : new Fault[] {Fault.NONE, Fault.SIGNATURE_REJECTED, Fault.GARBAGE, Fault.REDIRECT}) {
            cloud.fault(fault);
            for (String password : List.of("wonderland", "wrong-wonderland", token)) {
                Login login = Login.of("alice@example.org", password);
                Report report = doctor(() -> config, Optional.of(login)).examine();
                all.append(Findings.printed(report))
                        .append(report.json())
                        .append(report)
                        .append(login);
            }
        }

        assertThat(all.toString())
                .contains("FAIL", "WARN", "OK", "login of alice@example.org")
                .doesNotContain("wonderland", token, DemoSettings.DEMO_SECRET, "vErYsEcReT");
    }

    private static Doctor doctor(Doctor.Loader loader, Optional<Login> login, Check... more) {
        return new Doctor(loader, Clock.systemUTC(), login, List.of(more));
    }

    /** A check that is fine if these are none, and breaks if they are null. */
    private static Check check(String title, List<String> faults) {
        return new Check() {
            @Override
            public String title() {
                return title;
            }

            @Override
            public void examine(Config config, Consumer<Finding> findings) {
                findings.accept(faults.isEmpty() ? Finding.ok(title, "fine") : Finding.fail(title, "bad", "Do it."));
            }
        };
    }
}
