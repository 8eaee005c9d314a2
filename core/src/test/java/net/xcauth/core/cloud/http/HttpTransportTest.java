package net.xcauth.core.cloud.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that any kind of cloud may need, on real sockets. */
class HttpTransportTest {

    private static final int LIMIT = 1_000;
    private static final Map<String, String> LOGIN = Map.of("Authorization", "Bearer hush-hush", "OCS-APIRequest", "true");

    private final HttpTransport transport = new HttpTransport(CloudSettings.defaults(), Optional.empty());

    @AfterEach
    void close() {
        transport.close();
    }

    /** One request whose reply is taken. */
    private record Single(CloudRequest first) implements HttpCall {
        @Override
        public String host() {
            return first.url().getHost();
        }

        @Override
        public Optional<CloudRequest> after(HttpOutcome.Reply reply) {
            return Optional.empty();
        }
    }

    @Test
    void aGetHasItsHeadersAndNoBody() throws Exception {
        try (RawServer server = RawServer.answering(200, "", new byte[0])) {
            assertThat(reply(CloudRequest.get(url(server), LOGIN, LIMIT)).status()).isEqualTo(200);

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
            HttpOutcome.Reply reply = reply(new CloudRequest(method, url(server), Map.of("Depth", "1"),
                    "<propfind/>".getBytes(UTF_8), LIMIT));

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
            assertThat(server.requests()).hasSize(2).allSatisfy(request ->
                    assertThat(request.header("Cookie")).isEmpty());
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "WWW-Authenticate: Basic realm=\"Authorisation Required\"\r\n",
            "WWW-Authenticate: nonsense,,\r\n"})
    void aRefusedLoginIsTheCallersToJudge(String header) throws Exception {
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
        try (RawServer server = RawServer.answering(200, "x-user-ID: bob\r\nETag: \"" + "e".repeat(5_000) + "\"\r\n",
                new byte[0])) {
            HttpOutcome.Reply reply = reply(CloudRequest.get(url(server), Map.of(), LIMIT));

            assertThat(reply.header("X-User-Id")).hasValue("bob");
            assertThat(reply.header("ETag").orElseThrow()).hasSize(4_096);
            assertThat(reply.header("X-Nextcloud-Maintenance-Mode")).isEmpty();
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsNotShown() throws Exception {
        try (RawServer server = RawServer.answering(200, "", new byte[0])) {
            HttpOutcome outcome = send(CloudRequest.get(url(server), Map.of("Authorization", "Bearer hush\nhush"), LIMIT));

            assertThat(outcome).isInstanceOfSatisfying(HttpOutcome.Fault.class, fault -> {
                assertThat(fault.cause()).isEqualTo(Cause.DISCONNECTED);
                assertThat(fault.detail()).contains("header").doesNotContain("hush");
            });
            assertThat(server.requests()).isEmpty();
            assertThat(transport.idle()).isTrue();
        }
    }

    @Test
    void neitherRequestNorReplyShowsWhatMayBeSecret() throws Exception {
        try (RawServer server = RawServer.answering(200, "Set-Cookie: hush\r\n", "hush".getBytes(UTF_8))) {
            CloudRequest request = new CloudRequest("POST", url(server), LOGIN, "hush".getBytes(UTF_8), LIMIT);

            assertThat(request.toString()).contains("POST", "localhost").doesNotContain("hush");
            assertThat(reply(request).toString()).contains("200").doesNotContain("hush");
        }
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
