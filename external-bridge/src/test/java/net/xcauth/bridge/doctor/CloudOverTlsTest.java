package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Certificates;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CloudOverTlsTest {
    @TempDir
    static Path certificateFolder;

    private static Certificates certificates;

    @TempDir
    Path folder;

    private DemoCloud cloud;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new Certificates(certificateFolder);
        certificates.make("good", "localhost", 60);
        certificates.make("elsewhere", "elsewhere.example.org", 60);
    }

    @BeforeEach
    void startTheCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void aTrustedCertificateIsReportedWithItsRemainingDays() throws Exception {
        try (RawServer tls = tls("good")) {
            Findings findings = examine(Clock.systemUTC(), config(tls, "ca-file=" + certificates.pem("good")));

            assertThat(findings.level("TLS of localhost:" + tls.port())).isEqualTo(Level.OK);
            assertThat(findings.about("TLS").text().toString())
                    .contains("trusted and valid for localhost", "expires in 58 days");
            assertThat(findings.level("API at localhost:" + tls.port())).isEqualTo(Level.OK);
            assertThat(findings.titles()).noneMatch(title -> title.startsWith("encryption"));
        }
    }

    @Test
    void aCertificateThatExpiresSoonIsAWarning() throws Exception {
        try (RawServer tls = tls("good")) {
            Clock laterOn = Clock.offset(Clock.systemUTC(), Duration.ofDays(50));

            Finding finding = examine(laterOn, config(tls, "ca-file=" + certificates.pem("good")))
                    .about("TLS");

            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.text().toString()).contains("expires in 8 days");
            assertThat(finding.remedy().toString()).startsWith("Renew it");
        }
    }

    @Test
    void anExpiredCertificateThatIsTrustedItselfIsAWarning() throws Exception {
        try (RawServer tls = tls("good")) {
            Clock tooLate = Clock.offset(Clock.systemUTC(), Duration.ofDays(70));

            Finding finding = examine(tooLate, config(tls, "ca-file=" + certificates.pem("good")))
                    .about("TLS");

            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.text().toString()).contains("expired on");
        }
    }

    @Test
    void anUnknownAuthorityFailsAndTheRestIsSkipped() throws Exception {
        try (RawServer tls = tls("good")) {
            Findings findings = examine(Clock.systemUTC(), config(tls));

            assertThat(findings.level("TLS")).isEqualTo(Level.FAIL);
            assertThat(findings.about("TLS").text().toString()).contains("self-signed");
            assertThat(findings.about("TLS").remedy().toString()).contains("CA file");
            assertThat(findings.levels())
                    .containsExactly(Level.OK, Level.FAIL, Level.SKIP, Level.SKIP, Level.SKIP, Level.SKIP, Level.SKIP);
            assertThat(cloud.requestCount()).isZero();
        }
    }

    @Test
    void aMissingIntermediateCertificateIsDistinguishedFromAnUnknownAuthority() throws Exception {
        Instant from = Instant.now().minus(Duration.ofDays(1));
        certificates.make("root", "root", from, Duration.ofDays(30), "root");
        certificates.make("intermediate", "intermediate", from, Duration.ofDays(30), "root");
        certificates.makeLikePublic("leaf", "localhost", "intermediate");
        String trusted = "ca-file=" + certificates.pem("root");
        try (RawServer tls = new RawServer(
                certificates.listenerWithoutIssuers("leaf"),
                connection -> connection.relay(cloud.url().getPort()))) {
            assertThat(examine(Clock.systemUTC(), config(tls, trusted))
                            .about("TLS")
                            .text()
                            .toString())
                    .contains("intermediate certificate of its issuer \"CN=intermediate\"", "fullchain.pem");
        }
        try (RawServer tls = tls("leaf")) {
            assertThat(examine(Clock.systemUTC(), config(tls))
                            .about("TLS")
                            .text()
                            .toString())
                    .contains("authority \"CN=root\" is not trusted here");
            assertThat(examine(Clock.systemUTC(), config(tls, trusted)).level("TLS"))
                    .isEqualTo(Level.OK);
        }
    }

    @Test
    void aCertificateForADifferentHostFails() throws Exception {
        try (RawServer tls = tls("elsewhere")) {
            Finding finding = examine(Clock.systemUTC(), config(tls, "ca-file=" + certificates.pem("elsewhere")))
                    .about("TLS");

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.text().toString()).contains("another host name");
        }
    }

    @Test
    void aPortWithoutTlsFails() throws Exception {
        Config config =
                Configured.cloud(folder, "https://127.0.0.1:" + cloud.url().getPort() + "/", "timeout=5,1");

        assertThat(examine(Clock.systemUTC(), config).level("TLS")).isEqualTo(Level.FAIL);
    }

    @Test
    void theCloudMayBeBehindAProxy() throws Exception {
        try (RawServer tls = tls("good");
                RawServer proxy = proxy(tls, "HTTP/1.1 200 Connected")) {
            Findings findings = examine(
                    Clock.systemUTC(),
                    config(tls, "ca-file=" + certificates.pem("good"), "proxy=http://127.0.0.1:" + proxy.port()));

            assertThat(findings.about("address").text().toString()).contains("the proxy 127.0.0.1");
            assertThat(findings.level("TLS")).isEqualTo(Level.OK);
            assertThat(findings.level("API")).isEqualTo(Level.OK);
        }
    }

    @Test
    void aProxyThatRequiresALoginIsQuoted() throws Exception {
        try (RawServer tls = tls("good");
                RawServer proxy = proxy(tls, "HTTP/1.1 407 Who are you?")) {
            Finding finding = examine(Clock.systemUTC(), config(tls, "proxy=http://127.0.0.1:" + proxy.port()))
                    .about("TLS");

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.text().toString())
                    .contains("the proxy 127.0.0.1:" + proxy.port() + " refuses", "407 Who are you?");
            assertThat(finding.remedy().toString()).contains("without a login");
        }
    }

    @Test
    void anUnusableCaFileFailsAndTheCloudsAreSkipped() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        Findings findings = examine(Clock.systemUTC(), Configured.cloud(folder, cloud.url(), "ca-file=" + empty));

        assertThat(findings.levels()).containsExactly(Level.FAIL, Level.SKIP);
        assertThat(findings.about("ca-file").text().toString()).contains(empty.toString());
        assertThat(findings.titles()).last().asString().isEqualTo("cloud " + cloud.url());
    }

    private RawServer tls(String certificate) throws Exception {
        return new RawServer(
                certificates.listener(certificate),
                connection -> connection.relay(cloud.url().getPort()));
    }

    /** Answers CONNECT with this status line and, if that is a 200, leads there. */
    private static RawServer proxy(RawServer tls, String statusLine) throws Exception {
        return new RawServer(connection -> {
            connection.request();
            connection.send(statusLine + "\r\n\r\n");
            if (statusLine.contains(" 200 ")) {
                connection.relay(tls.port());
            }
        });
    }

    private Config config(RawServer tls, String... lines) throws Exception {
        return Configured.cloud(folder, "https://localhost:" + tls.port() + DemoCloud.API_PATH, lines);
    }

    private static Findings examine(Clock clock, Config config) {
        return Findings.of(new CloudCheck(clock), config);
    }
}
