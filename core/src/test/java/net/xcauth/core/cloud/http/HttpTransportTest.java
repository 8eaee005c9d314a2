package net.xcauth.core.cloud.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.test.Certificates;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Ports;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to any kind of cloud, with real sockets. */
class HttpTransportTest {

    private static final int LIMIT = 1_000;
    private static final Map<String, String> LOGIN =
            Map.of("Authorization", "Bearer hush-hush", "OCS-APIRequest", "true");

    private final HttpTransport transport = new HttpTransport(CloudSettings.defaults(), Optional.empty());

    @AfterEach
    void close() {
        transport.close();
    }

    /** A single request. */
    private record Single(CloudRequest first) implements HttpCall {
        @Override
        public String host() {
            return WebAddress.of(first.url()).host();
        }

        @Override
        public Optional<CloudRequest> after(HttpOutcome.Reply reply) {
            return Optional.empty();
        }
    }

    @Test
    void aGetHasItsHeadersAndNoBody() throws Exception {
        try (RawServer server = RawServer.answering(200, "", new byte[0])) {
            assertThat(reply(CloudRequest.get(url(server), LOGIN, LIMIT)).status())
                    .isEqualTo(200);

            RawServer.Request request = server.requests().get(0);
            assertThat(request.head()).startsWith("GET /");
            assertThat(request.body()).isEmpty();
            assertThat(request.header("Authorization")).isEqualTo("Bearer hush-hush");
            assertThat(request.header("OCS-APIRequest")).isEqualTo("true");
            assertThat(request.header("User-Agent")).isEqualTo("xcauth");
            assertThat(request.header("Content-Type")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPFIND", "REPORT", "POST"})
    void otherMethodsHaveABody(String method) throws Exception {
        try (RawServer server = RawServer.answering(207, "", "<multistatus/>".getBytes(UTF_8))) {
            HttpOutcome.Reply reply = reply(
                    new CloudRequest(method, url(server), Map.of("Depth", "1"), "<propfind/>".getBytes(UTF_8), LIMIT));

            assertThat(reply.status()).isEqualTo(207);
            assertThat(new String(reply.body(), UTF_8)).isEqualTo("<multistatus/>");
            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.head()).startsWith(method + " /");
                assertThat(request.header("Depth")).isEqualTo("1");
                assertThat(request.body()).isEqualTo("<propfind/>");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PROPFIND", "REPORT", "POST"})
    void noMethodFollowsARedirect(String method) throws Exception {
        try (RawServer target = RawServer.answering(200, "", new byte[0]);
                RawServer server = RawServer.answering(302, "Location: " + target.url("http") + "\r\n", new byte[0])) {
            HttpOutcome.Reply reply = reply(new CloudRequest(method, url(server), LOGIN, new byte[0], LIMIT));

            assertThat(reply.status()).isEqualTo(302);
            assertThat(reply.header("location")).hasValue(target.url("http").toString());
            assertThat(target.connections()).isEmpty();
        }
    }

    @Test
    void noCookieIsEverReturned() throws Exception {
        CookieHandler before = CookieHandler.getDefault();
        CookieHandler.setDefault(new CookieManager(null, CookiePolicy.ACCEPT_ALL));
        try (RawServer server = RawServer.answering(200, "Set-Cookie: nc_session=abc; path=/\r\n", new byte[0])) {
            reply(CloudRequest.get(url(server), LOGIN, LIMIT));
            reply(CloudRequest.get(url(server), LOGIN, LIMIT));

            assertThat(server.connections()).as("the connection is kept").hasSize(1);
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.header("Cookie")).isEmpty());
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "WWW-Authenticate: Basic realm=\"Authorisation Required\"\r\n",
                "WWW-Authenticate: nonsense,,\r\n"
            })
    void aRefusedLoginIsPassedToTheCaller(String header) throws Exception {
        try (RawServer server = RawServer.answering(401, header, "{}".getBytes(UTF_8))) {
            HttpOutcome.Reply reply = reply(CloudRequest.get(url(server), LOGIN, LIMIT));

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate").isPresent()).isEqualTo(!header.isEmpty());
            assertThat(reply.body()).hasSize(2);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void headersAreFoundInAnyCaseAndCut() throws Exception {
        try (RawServer server =
                RawServer.answering(200, "x-user-ID: bob\r\nETag: \"" + "e".repeat(5_000) + "\"\r\n", new byte[0])) {
            HttpOutcome.Reply reply = reply(CloudRequest.get(url(server), Map.of(), LIMIT));

            assertThat(reply.header("X-User-Id")).hasValue("bob");
            assertThat(reply.header("ETag").orElseThrow()).hasSize(4_096);
            assertThat(reply.header("X-Nextcloud-Maintenance-Mode")).isEmpty();
        }
    }

    @Test
    void anInvalidHeaderIsNotShown() throws Exception {
        try (RawServer server = RawServer.answering(200, "", new byte[0])) {
            HttpOutcome outcome =
                    send(CloudRequest.get(url(server), Map.of("Authorization", "Bearer hush\nhush"), LIMIT));

            assertThat(outcome).isInstanceOfSatisfying(HttpOutcome.Fault.class, fault -> {
                assertThat(fault.cause()).isEqualTo(Cause.DISCONNECTED);
                assertThat(fault.detail()).contains("header").doesNotContain("hush");
            });
            assertThat(server.requests()).isEmpty();
            assertThat(transport.idle()).isTrue();
        }
    }

    @Test
    void neitherRequestNorReplyShowsPossibleSecrets() throws Exception {
        try (RawServer server = RawServer.answering(200, "Set-Cookie: hush\r\n", "hush".getBytes(UTF_8))) {
            CloudRequest request = new CloudRequest("POST", url(server), LOGIN, "hush".getBytes(UTF_8), LIMIT);

            assertThat(request.toString()).contains("POST", "localhost").doesNotContain("hush");
            assertThat(reply(request).toString()).contains("200").doesNotContain("hush");
        }
    }

    @Test
    void allAddressesOfANameAreTried() throws Exception {
        try (RawServer server = RawServer.answering(200, "", new byte[0]);
                HttpTransport several = through(CloudSettings.defaults())) {
            HttpOutcome outcome = several.send(new Single(
                            CloudRequest.get(URI.create("http://next_cloud:" + server.port() + "/x?y"), LOGIN, LIMIT)))
                    .get(30, TimeUnit.SECONDS);

            assertThat(((HttpOutcome.Reply) outcome).status()).isEqualTo(200);
            RawServer.Request request = server.requests().get(0);
            assertThat(request.head()).startsWith("GET /x?y HTTP/1.1\r\n");
            assertThat(request.header("Host")).as("the name, not the address").isEqualTo("next_cloud:" + server.port());
        }
    }

    @Test
    void allAddressesOfAProxyAreTried() throws Exception {
        try (RawServer proxy = RawServer.answering(200, "", new byte[0]);
                HttpTransport several =
                        through(CloudSettings.defaults().withProxy(URI.create("http://the_proxy:" + proxy.port())))) {
            HttpOutcome outcome = several.send(
                            new Single(CloudRequest.get(URI.create("http://cloud.example/x"), LOGIN, LIMIT)))
                    .get(30, TimeUnit.SECONDS);

            assertThat(((HttpOutcome.Reply) outcome).status()).isEqualTo(200);
            assertThat(proxy.requests().get(0).head()).startsWith("GET http://cloud.example/x HTTP/1.1\r\n");
        }
    }

    @Test
    void allAddressesAreTriedWithTls(@TempDir Path folder) throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.make("wildcard", "*.example.test", 30);
        CloudSettings trusting = CloudSettings.defaults().withCaFile(certificates.pem("wildcard"));
        try (RawServer server = new RawServer(
                        certificates.listener("wildcard"),
                        connection -> connection.eachRequest(request -> connection.answer(200, "", new byte[0])));
                HttpTransport several = through(trusting)) {
            assertThat(send(several, "https://cloud.example.test:" + server.port() + "/"))
                    .isInstanceOf(HttpOutcome.Reply.class);
            assertMisnamed(send(several, "https://cloud.example.org:" + server.port() + "/"));
        }
    }

    /** Java's own TLS servers refuse such names; others accept them. */
    @Test
    void anUnderscoreIsPartOfANameForTlsToo(@TempDir Path folder) throws Exception {
        String openssl = Installed.require("openssl", "apt-get install openssl");
        Certificates certificates = new Certificates(folder);
        certificates.make("wildcard", "*.example.test", 30);
        int port = Ports.free();
        try (ManagedProcess server = ManagedProcess.start(new ProcessBuilder(
                        openssl,
                        "s_server",
                        "-accept",
                        "127.0.0.1:" + port,
                        "-www",
                        "-cert",
                        certificates.pem("wildcard").toString(),
                        "-key",
                        certificates.key("wildcard").toString(),
                        "-servername",
                        "next_cloud.example.test",
                        "-cert2",
                        certificates.pem("wildcard").toString(),
                        "-key2",
                        certificates.key("wildcard").toString()));
                HttpTransport several = through(CloudSettings.defaults().withCaFile(certificates.pem("wildcard")))) {
            server.awaitLines(1, Pattern.compile("ACCEPT"));
            assertThat(send(several, "https://next_cloud.example.test:" + port + "/"))
                    .isInstanceOfSatisfying(
                            HttpOutcome.Reply.class,
                            reply -> assertThat(new String(reply.body(), UTF_8)).contains("s_server"));
            assertMisnamed(send(several, "https://next_cloud.example.org:" + port + "/"));
            assertMisnamed(send(several, "https://next_cloud.sub.example.test:" + port + "/"));
        }
    }

    private static void assertMisnamed(HttpOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(HttpOutcome.Fault.class, fault -> {
            assertThat(fault.cause()).isEqualTo(Cause.TLS);
            assertThat(fault.detail()).contains("for another host name");
        });
    }

    @Test
    void theReasonsOfAllAddressesAreReported() throws Exception {
        int port;
        try (RawServer closed = RawServer.answering(200, "", new byte[0])) {
            port = closed.port();
        }
        try (HttpTransport several = through(CloudSettings.defaults())) {
            assertThat(send(several, "http://cloud.example:" + port + "/"))
                    .isEqualTo(new HttpOutcome.Fault(
                            Cause.CONNECT, "No connection to cloud.example: 127.0.0.2 refused, 127.0.0.1 refused"));
        }
        assertThat(send(transport, "http://cloud.invalid/"))
                .isEqualTo(new HttpOutcome.Fault(
                        Cause.CONNECT,
                        "No connection to cloud.invalid: no such host, the name cloud.invalid cannot be resolved"));
    }

    /** Every name has two addresses, and nothing listens at the first. */
    private static HttpTransport through(CloudSettings settings) {
        return new HttpTransport(
                settings,
                settings.caFile().map(CaFile::read),
                host -> List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")));
    }

    private static HttpOutcome send(HttpTransport transport, String url) throws Exception {
        return transport
                .send(new Single(CloudRequest.get(URI.create(url), Map.of(), 100_000)))
                .get(30, TimeUnit.SECONDS);
    }

    private HttpOutcome.Reply reply(CloudRequest request) throws Exception {
        return (HttpOutcome.Reply) send(request);
    }

    private HttpOutcome send(CloudRequest request) throws Exception {
        return transport.send(new Single(request)).get(30, TimeUnit.SECONDS);
    }

    private static URI url(RawServer server) {
        return server.url("http");
    }
}
