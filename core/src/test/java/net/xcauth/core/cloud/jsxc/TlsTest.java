package net.xcauth.core.cloud.jsxc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.http.TlsProbe;
import net.xcauth.test.Certificates;
import net.xcauth.test.Command;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final byte[] YES = "{\"result\":\"success\",\"data\":{\"isUser\":true}}".getBytes(UTF_8);

    @TempDir
    static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Instant now = Instant.now();
        certificates = new Certificates(folder);
        certificates.make("good", "localhost", 30);
        certificates.make("authority", "authority", now.minus(Duration.ofDays(20)), Duration.ofDays(60), "authority");
        certificates.make("expired", "localhost", now.minus(Duration.ofDays(10)), Duration.ofDays(2), "authority");
        certificates.make("elsewhere", "elsewhere.example.org", 30);
        certificates.make(
                "intermediate", "intermediate", now.minus(Duration.ofDays(10)), Duration.ofDays(30), "authority");
        certificates.make("private", "localhost", now.minus(Duration.ofDays(10)), Duration.ofDays(30), "authority");
        certificates.makeLikePublic("public", "localhost", "intermediate");
        certificates.make(
                "expired-intermediate",
                "intermediate",
                now.minus(Duration.ofDays(10)),
                Duration.ofDays(2),
                "authority");
        certificates.makeLikePublic("below-expired", "localhost", "expired-intermediate");
    }

    @Test
    void aSelfSignedCertificateIsReportedAsSuch() throws Exception {
        assertThat(refusal("good", CloudSettings.defaults()))
                .contains("self-signed", "CA file", "localhost")
                .doesNotContain("fullchain");
    }

    @Test
    void anUnknownAuthorityIsReported() throws Exception {
        assertThat(refusal("public", CloudSettings.defaults()))
                .contains("authority \"CN=authority\" is not trusted here", "CA file")
                .doesNotContain("fullchain");
    }

    @Test
    void aMissingIntermediateCertificateIsReportedWithItsRemedy() throws Exception {
        try (RawServer server = new RawServer(certificates.listenerWithoutIssuers("public"), TlsTest::serve)) {
            assertThat(refusal(server, trusting(certificates.pem("authority"))))
                    .contains(
                            "does not send the intermediate certificate of its issuer \"CN=intermediate\"",
                            "fullchain.pem");
        }
        try (RawServer server = server("public")) {
            assertThat(probe(server, trusting(certificates.pem("authority")))
                            .getSubjectX500Principal()
                            .getName())
                    .as("with it")
                    .isEqualTo("CN=public");
        }
    }

    @Test
    void anIssuerThatMayBeAPrivateAuthorityHasBothRemedies() throws Exception {
        try (RawServer server = new RawServer(certificates.listenerWithoutIssuers("private"), TlsTest::serve)) {
            assertThat(refusal(server, CloudSettings.defaults()))
                    .contains("its issuer \"CN=authority\" is not trusted here", "fullchain.pem", "CA file");
        }
    }

    @Test
    void anExpiredIntermediateCertificateIsReportedAsSuch() throws Exception {
        assertThat(refusal("below-expired", trusting(certificates.pem("authority"))))
                .contains("the certificate of its issuer \"CN=expired-intermediate\" has expired");
    }

    @Test
    void noReasonContainsAClassName() throws Exception {
        for (String key : List.of("good", "public", "expired", "elsewhere", "below-expired")) {
            assertThat(refusal(key, CloudSettings.defaults()))
                    .doesNotContainPattern("Exception|[a-z]\\.[a-z]+\\.[A-Z]");
        }
    }

    @Test
    void anAuthorityInTheCaFileIsTrusted() throws Exception {
        try (RawServer server = server("good");
                JsxcClient client = new JsxcClient(trusting(certificates.pem("good")))) {
            assertThat(ask(client, server)).isEqualTo(new Answer.Yes<>(true));
        }
    }

    @Test
    void aCaFileMayHaveSeveralCertificatesAndText() throws Exception {
        Path bundle = folder.resolve("bundle.pem");
        Files.writeString(
                bundle,
                "# ours - all of them\n" + Files.readString(certificates.pem("elsewhere"))
                        + "Certificate:\n  Data: -- text --\n" + Files.readString(certificates.pem("good")));
        try (RawServer server = server("good");
                JsxcClient client = new JsxcClient(trusting(bundle))) {
            assertThat(ask(client, server)).isEqualTo(new Answer.Yes<>(true));
        }
    }

    @Test
    void anExpiredCertificateIsReportedAsSuch() throws Exception {
        assertThat(refusal("expired", trusting(certificates.pem("authority")))).contains("expired");
    }

    @Test
    void aCertificateForAnotherHostIsReportedAsSuch() throws Exception {
        assertThat(refusal("elsewhere", trusting(certificates.pem("elsewhere"))))
                .contains("another host name", "elsewhere.example.org");
    }

    @Test
    void aServerWithoutTlsIsReportedAsSuch() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.awaitClose();
        })) {
            assertThat(refusal(server, CloudSettings.defaults())).contains("does not speak TLS");
        }
    }

    @Test
    void theProbeShowsTheCertificateThatTheClientTrusts() throws Exception {
        try (RawServer server = server("good")) {
            assertThat(probe(server, trusting(certificates.pem("good")))
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=good");
        }
    }

    @Test
    void theProbeRefusesWhatTheClientRefusesWithTheReason() throws Exception {
        assertThat(probeRefusal("good", CloudSettings.defaults())).contains("self-signed", "localhost");
        assertThat(probeRefusal("expired", trusting(certificates.pem("authority"))))
                .contains("has expired");
        assertThat(probeRefusal("elsewhere", trusting(certificates.pem("elsewhere"))))
                .contains("another host name");
    }

    @Test
    void theProbeReportsAServerWithoutTls() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.awaitClose();
        })) {
            assertThatThrownBy(() -> probe(server, CloudSettings.defaults()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not speak TLS");
        }
    }

    @Test
    void anUnusableCaFileIsRefusedAtOnceAndNamed() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing here");
        Path damaged = Files.writeString(
                folder.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        for (Path file : List.of(empty, damaged, folder, folder.resolve("missing.pem"))) {
            assertThatThrownBy(() -> new JsxcClient(trusting(file)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> new TlsProbe(trusting(file)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void theHttpClientIsNotLoadedBeforeTheFirstRequest() throws Exception {
        String loaded = Command.run(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName())
                .requireSuccess()
                .out();

        assertThat(loaded)
                .contains("net.xcauth.core.cloud.jsxc.JsxcClient ")
                .doesNotContain("net.xcauth.core.cloud.http.ConnectionPool")
                .doesNotContain("javax.net.ssl");
    }

    /** Creates a client without sending anything. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) {
            new JsxcClient(CloudSettings.defaults()).close();
        }
    }

    private static CloudSettings trusting(Path file) {
        return CloudSettings.defaults().withCaFile(file);
    }

    private static String refusal(String key, CloudSettings settings) throws Exception {
        try (RawServer server = server(key)) {
            return refusal(server, settings);
        }
    }

    private static String refusal(RawServer server, CloudSettings settings) throws Exception {
        try (JsxcClient client = new JsxcClient(settings)) {
            Answer.Unreachable<?> answer = (Answer.Unreachable<?>) ask(client, server);
            assertThat(answer.cause()).isEqualTo(Cause.TLS);
            return answer.detail();
        }
    }

    private static String probeRefusal(String key, CloudSettings settings) throws Exception {
        try (RawServer server = server(key)) {
            IOException refusal = catchThrowableOfType(IOException.class, () -> probe(server, settings));
            assertThat(refusal).as("this should be refused").isNotNull();
            return refusal.getMessage();
        }
    }

    private static X509Certificate probe(RawServer server, CloudSettings settings) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            return new TlsProbe(settings).certificate(socket, server.url("https"));
        }
    }

    private static Answer<Boolean> ask(JsxcClient client, RawServer server) throws Exception {
        Endpoint endpoint = new Endpoint.Jsxc(server.url("https"), List.of(ApiSecret.of("0123456789ABCDEF")), "");
        return client.exists(endpoint, "alice").get(30, TimeUnit.SECONDS);
    }

    private static RawServer server(String key) throws Exception {
        return new RawServer(certificates.listener(key), TlsTest::serve);
    }

    private static void serve(RawServer.Connection connection) throws IOException {
        connection.eachRequest(request -> connection.answer(200, "", YES));
    }
}
