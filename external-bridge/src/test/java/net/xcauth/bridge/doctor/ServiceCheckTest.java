package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the check with a systemctl that prints prepared answers. */
@Timeout(120)
class ServiceCheckTest {
    private static final String EJABBERD = "xcauth-ejabberd.socket";

    @TempDir
    Path folder;

    private DemoCloud cloud;
    private Config config;

    @BeforeEach
    void configure() throws Exception {
        cloud = DemoCloud.start(DemoSettings.defaults());
        config = Configured.cloud(folder, cloud.url());
        Files.setLastModifiedTime(folder.resolve("xcauth.conf"), FileTime.from(Instant.EPOCH));
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void withoutSystemdNothingFails() {
        Finding finding = Findings.of(new ServiceCheck(new Systemctl("false", folder.resolve("missing"))), config)
                .about("service");

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.text().toString()).contains("systemd is not running here");
    }

    @Test
    void aFailingSystemdIsSkipped() throws Exception {
        Finding finding = examine("echo 'Failed to connect to bus: No such file or directory'; exit 1")
                .about("service");

        assertThat(finding.level()).isEqualTo(Level.SKIP);
        assertThat(finding.text().toString()).contains("systemd cannot be queried", "Failed to connect to bus");
    }

    @Test
    void aMissingSystemctlIsSkipped() {
        Findings findings = Findings.of(new ServiceCheck(new Systemctl(folder + "/missing", folder)), config);

        assertThat(findings.level("service")).isEqualTo(Level.SKIP);
    }

    @Test
    void aServiceThatIsNotInstalledOrNotEnabledNeedNotRun() throws Exception {
        assertThat(service("LoadState=not-found", "ActiveState=inactive").text().toString())
                .isEqualTo("systemd has no xcauth.service");

        Finding disabled = service("LoadState=loaded", execStart(), "ActiveState=inactive", "UnitFileState=disabled");

        assertThat(disabled.level()).isEqualTo(Level.OK);
        assertThat(disabled.text().toString()).contains("neither enabled nor running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "activating", "inactive", "deactivating"})
    void anEnabledServiceThatDoesNotRunFails(String state) throws Exception {
        Finding finding = service(
                "LoadState=loaded", execStart(), "ActiveState=" + state, "Result=exit-code", "UnitFileState=enabled");

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text().toString()).contains("is not running", state, "exit-code");
        assertThat(finding.remedy().toString()).contains("journalctl -u xcauth");
    }

    @Test
    void aServiceWithADifferentConfigurationIsSkipped() throws Exception {
        Finding finding = service(
                "LoadState=loaded",
                "ActiveState=failed",
                "ExecStart={ path=/usr/bin/xcauth ; " + "argv[]=/usr/bin/xcauth -c " + folder
                        + "/xcauth.conf.d ; ignore_errors=no }");

        assertThat(finding.level()).isEqualTo(Level.SKIP);
        assertThat(finding.text().toString()).contains("a different configuration");
    }

    @Test
    void aConfigurationThatIsNotLoadedYetIsReported() throws Exception {
        Finding inForce = running();
        Files.setLastModifiedTime(folder.resolve("xcauth.conf"), FileTime.from(Instant.now()));
        Finding changed = running();

        assertThat(inForce.level()).isEqualTo(Level.OK);
        assertThat(inForce.text().toString()).isEqualTo("xcauth.service is running");
        assertThat(changed.level()).isEqualTo(Level.WARN);
        assertThat(changed.text().toString()).contains(folder + "/xcauth.conf was changed after");
        assertThat(changed.remedy().toString()).contains("systemctl restart xcauth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ejabberd", "prosody", "saslauthd", "postfix"})
    void everySocketIsTestedInItsProtocol(String protocol) throws Exception {
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            int port = xcauth.listen(Protocol.named(protocol).orElseThrow());

            Finding finding = socket(
                    "FileDescriptorName=" + protocol,
                    "Listen=[::1]:1 (Datagram)",
                    "Listen=127.0.0.1:" + port + " (Stream)");

            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.text().toString()).isEqualTo("xcauth answers at 127.0.0.1:" + port);
        }
    }

    @Test
    void wildcardAddressesAndPathsAreTested() throws Exception {
        Path path = folder.resolve("x.sock");
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            int port = xcauth.listen(Protocol.EJABBERD);
            xcauth.listen(Protocol.EJABBERD, path);

            assertThat(socket("FileDescriptorName=ejabberd", "Listen=0.0.0.0:" + port + " (Stream)")
                            .level())
                    .isEqualTo(Level.OK);
            assertThat(socket("FileDescriptorName=ejabberd", "Listen=" + path + " (Stream)")
                            .text()
                            .toString())
                    .isEqualTo("xcauth answers at " + path);
        }
    }

    @Test
    void aSocketWhereXcauthDoesNotAnswerFails() throws Exception {
        int port = Ports.free();
        Finding nobody = socket("FileDescriptorName=ejabberd", "Listen=127.0.0.1:" + port + " (Stream)");

        assertThat(nobody.level()).isEqualTo(Level.FAIL);
        assertThat(nobody.text().toString()).contains("127.0.0.1:" + port, "refused");
        assertThat(nobody.remedy().toString()).contains("systemctl restart xcauth", "journalctl");
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            Finding other = socket(
                    "FileDescriptorName=prosody", "Listen=127.0.0.1:" + xcauth.listen(Protocol.POSTFIX) + " (Stream)");

            assertThat(other.level()).isEqualTo(Level.FAIL);
            assertThat(other.text().toString()).contains("does not answer like xcauth");
        }
    }

    @Test
    void aSocketWithoutAProtocolHasThatOfTheConfiguration() throws Exception {
        try (LocalXcauth xcauth = new LocalXcauth(folder, cloud)) {
            String listen = "Listen=127.0.0.1:" + xcauth.listen(Protocol.EJABBERD) + " (Stream)";

            assertThat(socket("FileDescriptorName=" + EJABBERD, listen).level()).isEqualTo(Level.SKIP);

            config = Configured.cloud(folder, cloud.url(), "type=ejabberd");
            assertThat(socket("FileDescriptorName=" + EJABBERD, listen).level()).isEqualTo(Level.OK);
        }
    }

    @Test
    void anEnabledSocketThatIsClosedFails() throws Exception {
        unit(EJABBERD, "ActiveState=failed", "UnitFileState=enabled", "FileDescriptorName=ejabberd");

        Finding finding = examineRunning().about(EJABBERD);

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.text().toString()).contains("is not listening", "failed");
        assertThat(finding.remedy().toString()).contains("journalctl -u " + EJABBERD, "systemctl stop xcauth");
    }

    @Test
    void aDisabledSocketIsNotMentioned() throws Exception {
        unit(EJABBERD, "ActiveState=inactive", "UnitFileState=disabled", "FileDescriptorName=ejabberd");

        assertThat(examineRunning().titles()).containsExactly("service");
    }

    /** A socket that systemd has opened. */
    private Finding socket(String... properties) throws IOException {
        unit(EJABBERD, "ActiveState=active", String.join("\n", properties));
        return examineRunning().about(EJABBERD);
    }

    private Finding running() throws IOException {
        unit(EJABBERD, "ActiveState=inactive", "UnitFileState=disabled");
        return examineRunning().about("service");
    }

    private Findings examineRunning() throws IOException {
        unit(
                "xcauth.service",
                "LoadState=loaded",
                execStart(),
                "ActiveState=active",
                "UnitFileState=enabled",
                "MainPID=" + ProcessHandle.current().pid(),
                "TriggeredBy=" + EJABBERD + " xcauth.timer");
        return examine("cat " + folder + "/\"$4\"");
    }

    private Finding service(String... properties) throws IOException {
        unit("xcauth.service", properties);
        return examine("cat " + folder + "/\"$4\"").about("service");
    }

    private String execStart() {
        return "ExecStart={ path=/usr/bin/xcauth ; argv[]=/usr/bin/xcauth -c " + folder
                + "/xcauth.conf ; ignore_errors=no }";
    }

    private void unit(String name, String... properties) throws IOException {
        Files.writeString(folder.resolve(name), String.join("\n", properties) + '\n');
    }

    private Findings examine(String systemctl) throws IOException {
        Path program = Files.writeString(folder.resolve("systemctl"), "#!/bin/sh\n" + systemctl + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return Findings.of(new ServiceCheck(new Systemctl(program.toString(), folder)), config);
    }
}
