package net.xcauth.core.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import net.xcauth.test.Command;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final byte[] YES = "{\"result\":\"success\",\"data\":{\"isUser\":true}}".getBytes(UTF_8);
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        makeKey("good", "dns:localhost", "-1d", 30);
        makeKey("authority", "dns:authority", "-20d", 60);
        makeKey("expired", "dns:localhost", "-10d", 2);
        letTheAuthoritySign("expired", "-10d", 2);
        makeKey("elsewhere", "dns:elsewhere.example.org", "-1d", 30);
    }

    @Test
    void anUnknownAuthorityIsNotTrusted() throws Exception {
        assertThat(refusal("good", CloudSettings.defaults())).contains("authority").contains("localhost");
    }

    @Test
    void anAuthorityInTheCaFileIsTrusted() throws Exception {
        try (RawServer server = server("good"); JsxcClient client = new JsxcClient(trusting(folder.resolve("good.pem")))) {
            assertThat(ask(client, server)).isEqualTo(new Answer.Yes<>(true));
        }
    }

    @Test
    void aCaFileMayHaveSeveralCertificatesAndText() throws Exception {
        Path bundle = folder.resolve("bundle.pem");
        Files.writeString(bundle, "# ours - all of them\n" + Files.readString(folder.resolve("elsewhere.pem"))
                + "Certificate:\n  Data: -- text --\n" + Files.readString(folder.resolve("good.pem")));
        try (RawServer server = server("good"); JsxcClient client = new JsxcClient(trusting(bundle))) {
            assertThat(ask(client, server)).isEqualTo(new Answer.Yes<>(true));
        }
    }

    @Test
    void theCaFileComesOnTopOfTheSystemsAuthorities() throws Exception {
        // The system's authorities must still be known: without them this context would have a single issuer.
        assertThat(CaFile.read(folder.resolve("good.pem")).trusted().size()).isGreaterThan(1);
    }

    @Test
    void anExpiredCertificateIsToldAsSuch() throws Exception {
        assertThat(refusal("expired", trusting(folder.resolve("authority.pem")))).contains("expired");
    }

    @Test
    void aCertificateForAnotherHostIsToldAsSuch() throws Exception {
        assertThat(refusal("elsewhere", trusting(folder.resolve("elsewhere.pem")))).contains("another host name");
    }

    @Test
    void aServerWithoutTlsIsToldAsSuch() throws Exception {
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
            assertThat(probe(server, trusting(folder.resolve("good.pem"))).getSubjectX500Principal().getName())
                    .isEqualTo("CN=good");
        }
    }

    @Test
    void theProbeRefusesWhatTheClientRefusesAndSaysWhy() throws Exception {
        assertThat(probeRefusal("good", CloudSettings.defaults())).contains("authority is not trusted", "localhost");
        assertThat(probeRefusal("expired", trusting(folder.resolve("authority.pem")))).contains("has expired");
        assertThat(probeRefusal("elsewhere", trusting(folder.resolve("elsewhere.pem")))).contains("another host name");
    }

    @Test
    void theProbeTellsAServerWithoutTls() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.awaitClose();
        })) {
            assertThatThrownBy(() -> probe(server, CloudSettings.defaults())).isInstanceOf(IOException.class)
                    .hasMessageContaining("does not speak TLS");
        }
    }

    @Test
    void aCaFileThatCannotServeIsRefusedAtOnceAndNamed() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing here");
        Path damaged = Files.writeString(folder.resolve("damaged.pem"),
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        for (Path file : List.of(empty, damaged, folder, folder.resolve("missing.pem"))) {
            assertThatThrownBy(() -> new JsxcClient(trusting(file))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> new TlsProbe(trusting(file))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void theHttpClientIsNotLoadedBeforeTheFirstQuestion() throws Exception {
        String loaded = Command.run(tool("java"), "-Xlog:class+load", "-cp", System.getProperty("java.class.path"),
                Starter.class.getName()).requireSuccess().out();

        assertThat(loaded).contains("net.xcauth.core.cloud.JsxcClient ").doesNotContain("java.net.http")
                .doesNotContain("javax.net.ssl");
    }

    /** Makes a client and asks nothing. */
    static final class Starter {
        private Starter() {
        }

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
        Endpoint endpoint = new Endpoint(server.url("https"), List.of(ApiSecret.of("0123456789ABCDEF")), "");
        return client.exists(endpoint, "alice").get(30, TimeUnit.SECONDS);
    }

    private static RawServer server(String key) throws Exception {
        KeyStore keys = KeyStore.getInstance(folder.resolve(key + ".p12").toFile(), STORE_PASSWORD);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        ServerSocket listener = context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new RawServer(listener, connection -> {
            while (connection.request() != null) {
                connection.answer(200, "", YES);
            }
        });
    }

    private static void makeKey(String name, String subject, String start, int days) throws Exception {
        String store = folder.resolve(name + ".p12").toString();
        keytool("-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + subject, "-ext", "bc=ca:true",
                "-startdate", start, "-validity", "" + days, "-keystore", store, "-storepass", "changeit");
        keytool("-exportcert", "-rfc", "-alias", "key", "-keystore", store, "-storepass", "changeit",
                "-file", folder.resolve(name + ".pem").toString());
    }

    private static void letTheAuthoritySign(String name, String start, int days) throws Exception {
        String store = folder.resolve(name + ".p12").toString();
        String request = folder.resolve(name + ".csr").toString();
        String signed = folder.resolve(name + "-signed.pem").toString();
        keytool("-certreq", "-alias", "key", "-keystore", store, "-storepass", "changeit", "-file", request);
        keytool("-gencert", "-rfc", "-alias", "key", "-keystore", folder.resolve("authority.p12").toString(),
                "-storepass", "changeit", "-ext", "san=dns:localhost", "-startdate", start, "-validity", "" + days,
                "-infile", request, "-outfile", signed);
        keytool("-importcert", "-noprompt", "-alias", "authority", "-keystore", store, "-storepass", "changeit",
                "-file", folder.resolve("authority.pem").toString());
        keytool("-importcert", "-noprompt", "-alias", "key", "-keystore", store, "-storepass", "changeit",
                "-file", signed);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        Command.run(Stream.concat(Stream.of(tool("keytool")), Stream.of(arguments)).toArray(String[]::new)).requireSuccess();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
