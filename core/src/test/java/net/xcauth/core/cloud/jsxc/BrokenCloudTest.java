package net.xcauth.core.cloud.jsxc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults, with real sockets. */
class BrokenCloudTest {

    private static final byte[] YES = "{\"result\":\"success\",\"data\":{\"isUser\":true}}".getBytes(UTF_8);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final CloudSettings DEFAULTS = CloudSettings.defaults();
    private static final CloudSettings HASTY = DEFAULTS.withTimeouts(SHORT, SHORT);

    @Test
    void aRedirectIsNotFollowedAndItsHostIsNamed() throws Exception {
        try (RawServer target = RawServer.answering(200, "", YES);
                RawServer server =
                        RawServer.answering(307, "Location: " + target.url("http") + "?x=y\r\n", new byte[0])) {
            Answer.Unreachable<?> answer = unreachable(server, DEFAULTS);
            assertThat(answer.cause()).isEqualTo(Cause.REDIRECT);
            assertThat(answer.detail())
                    .contains("http://localhost")
                    .contains("307")
                    .doesNotContain("x=y");
            assertThat(target.connections()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 52428800", "Connection: close"})
    void fiftyMegabytesOfGarbageAreNotRead(String header) throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch refused = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            connection.request();
            try {
                connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + header + "\r\n\r\n");
                for (byte[] garbage = new byte[65536]; sent.get() < 52_428_800; sent.addAndGet(garbage.length)) {
                    connection.send(garbage);
                }
            } catch (IOException e) {
                refused.countDown();
                throw e;
            }
        })) {
            Answer.Unreachable<?> answer = unreachable(server, DEFAULTS);
            assertThat(answer.cause()).isEqualTo(Cause.TOO_LARGE);
            assertThat(refused.await(20, TimeUnit.SECONDS))
                    .as("connection closed by the client")
                    .isTrue();
            assertThat(sent.get()).isLessThan(30_000_000);
        }
    }

    @Test
    void aRosterMayBeLargerThanOtherAnswers() throws Exception {
        String roster = "{\"result\":\"success\",\"data\":{\"sharedRoster\":{\"alice\":{\"name\":\""
                + "n".repeat(2_000_000) + "\",\"groups\":[]}}}}";
        try (RawServer server = RawServer.answering(200, "", roster.getBytes(UTF_8));
                JsxcClient client = new JsxcClient(DEFAULTS)) {
            assertThat(client.sharedRoster(endpoint(server.url("http")), "alice")
                            .get(30, TimeUnit.SECONDS))
                    .isEqualTo(new Answer.Yes<>(RosterJson.read(roster)));
            assertThat(client.exists(endpoint(server.url("http")), "alice").get(30, TimeUnit.SECONDS))
                    .isInstanceOf(Answer.Unreachable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":"
            })
    void aStalledRequestIsEndedAndItsConnectionClosed(String beginning) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
                    try {
                        connection.request();
                        connection.send(beginning);
                        connection.awaitClose();
                    } finally {
                        // On a busy machine the client may have closed the connection by now.
                        closed.countDown();
                    }
                });
                JsxcClient client = new JsxcClient(HASTY)) {
            Answer<Boolean> answer = ask(client, server);
            assertThat(((Answer.Unreachable<?>) answer).cause()).isEqualTo(Cause.TIMEOUT);
            assertThat(((Answer.Unreachable<?>) answer).detail())
                    .contains("localhost")
                    .contains("0.3 s");
            assertThat(closed.await(20, TimeUnit.SECONDS))
                    .as("connection closed by the client")
                    .isTrue();
            assertThat(client.idle()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"res\r\n"
            })
    void aTruncatedResponseIsADisconnectionAndNotRepeated(String beginning) throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.request();
            connection.send(beginning);
        })) {
            assertThat(unreachable(server, DEFAULTS).cause()).isEqualTo(Cause.DISCONNECTED);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aServerThatAlwaysHangsUpIsTriedTwiceOnly() throws Exception {
        try (RawServer server = new RawServer(RawServer.Connection::request)) {
            assertThat(unreachable(server, DEFAULTS).cause()).isEqualTo(Cause.DISCONNECTED);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void aKeptConnectionClosedDuringARequestIsReplaced() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server = new RawServer(connection -> {
                    boolean first = connections.incrementAndGet() == 1;
                    while (connection.request().isPresent()) {
                        if (first && connection.ordinal() == 2) {
                            return;
                        }
                        connection.answer(200, "", YES);
                    }
                });
                JsxcClient client = new JsxcClient(DEFAULTS)) {
            assertThat(ask(client, server)).isEqualTo(new Answer.Yes<>(true));
            assertThat(ask(client, server)).isEqualTo(new Answer.Yes<>(true));
            assertThat(server.requests())
                    .as("one of three was lost with the first connection")
                    .hasSize(3);
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void aServerThatClosesEachKeptConnectionStillWorks() throws Exception {
        try (RawServer server = new RawServer(connection -> {
                    connection.request();
                    connection.answer(200, "", YES);
                });
                JsxcClient client = new JsxcClient(DEFAULTS)) {
            for (int i = 0; i < 50; i++) {
                assertThat(ask(client, server)).isEqualTo(new Answer.Yes<>(true));
            }
        }
    }

    @Test
    void connectionsAreReused() throws Exception {
        try (RawServer server = RawServer.answering(200, "", YES);
                JsxcClient client = new JsxcClient(DEFAULTS)) {
            for (int i = 0; i < 20; i++) {
                ask(client, server);
            }
            assertThat(server.connections()).hasSize(1);
            assertThat(client.idle())
                    .as("no pending deadline of finished requests")
                    .isTrue();
        }
    }

    @Test
    void aRefusedConnectionIsReportedAsSuch() throws Exception {
        URI url;
        try (RawServer server = RawServer.answering(200, "", YES)) {
            url = server.url("http");
        }
        assertThat(unreachable(url, DEFAULTS).cause()).isEqualTo(Cause.CONNECT);
    }

    @Test
    void anUnknownHostIsReportedAsSuch() throws Exception {
        Answer.Unreachable<?> answer = unreachable(URI.create("http://cloud.invalid/api"), DEFAULTS);
        assertThat(answer.cause()).isEqualTo(Cause.CONNECT);
        assertThat(answer.detail()).contains("cloud.invalid").contains("resolved");
    }

    @Test
    void aServerWithAnotherProtocolIsReportedAsSuch() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.send("220 mail.example.org ESMTP\r\n\r\n");
            connection.awaitClose();
        })) {
            Answer.Unreachable<?> answer = unreachable(server, DEFAULTS);
            assertThat(answer.cause()).isEqualTo(Cause.NOT_JSON);
            assertThat(answer.detail()).contains("HTTP");
        }
    }

    @Test
    void requestsGoThroughTheProxy() throws Exception {
        try (RawServer proxy = RawServer.answering(200, "", YES);
                JsxcClient client =
                        new JsxcClient(DEFAULTS.withProxy(URI.create("http://127.0.0.1:" + proxy.port())))) {
            Endpoint cloud = endpoint(URI.create("http://cloud.invalid/api"));
            assertThat(client.exists(cloud, "alice").get(20, TimeUnit.SECONDS)).isEqualTo(new Answer.Yes<>(true));
            assertThat(proxy.requests().get(0).head()).startsWith("POST http://cloud.invalid/api HTTP/1.1");
        }
    }

    @Test
    void aProxyThatRefusesIsNamed() throws Exception {
        try (RawServer proxy = RawServer.answering(403, "", new byte[0])) {
            URI address = URI.create("http://127.0.0.1:" + proxy.port());
            Answer.Unreachable<?> answer =
                    unreachable(URI.create("https://cloud.invalid/api"), DEFAULTS.withProxy(address));
            assertThat(answer.cause()).isEqualTo(Cause.CONNECT);
            assertThat(answer.detail())
                    .contains("cloud.invalid")
                    .contains("127.0.0.1:" + proxy.port())
                    .contains("403");
        }
    }

    @Test
    void concurrentRequestsAreLimitedAndExcessOnesRefusedAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (RawServer server = new RawServer(connection -> {
                    while (connection.request().isPresent()) {
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                        await(go);
                        underWay.decrementAndGet();
                        connection.answer(200, "", YES);
                    }
                });
                JsxcClient client = new JsxcClient(DEFAULTS.withLimits(3, 20))) {
            List<CompletableFuture<Answer<Boolean>>> accepted = new ArrayList<>();
            for (int i = 0; i < 23; i++) {
                accepted.add(client.exists(endpoint(server.url("http")), "user" + i));
            }
            CompletableFuture<Answer<Boolean>> refused = client.exists(endpoint(server.url("http")), "late");
            assertThat(((Answer.Unreachable<?>) refused.getNow(null)).cause()).isEqualTo(Cause.OVERLOAD);
            go.countDown();
            for (CompletableFuture<Answer<Boolean>> answer : accepted) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(new Answer.Yes<>(true));
            }
            assertThat(most.get()).isLessThanOrEqualTo(3);
            assertThat(client.idle()).isTrue();
        }
    }

    @Test
    void waitingCountsTowardsTheDeadlineAndPermitsAreReturned() throws Exception {
        CountDownLatch stalled = new CountDownLatch(2);
        try (RawServer hanging = new RawServer(connection -> {
                    connection.request();
                    stalled.countDown();
                    connection.awaitClose();
                });
                RawServer working = RawServer.answering(200, "", YES);
                JsxcClient client = new JsxcClient(
                        HASTY.withTimeouts(SHORT, Duration.ofSeconds(2)).withLimits(2, 5))) {
            List<CompletableFuture<Answer<Boolean>>> hopeless = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                hopeless.add(client.exists(endpoint(hanging.url("http")), "user" + i));
            }
            for (CompletableFuture<Answer<Boolean>> answer : hopeless) {
                Cause cause = ((Answer.Unreachable<?>) answer.get(20, TimeUnit.SECONDS)).cause();
                assertThat(cause).isIn(Cause.TIMEOUT, Cause.OVERLOAD);
            }
            assertThat(ask(client, working)).isEqualTo(new Answer.Yes<>(true));
            assertThat(client.idle()).isTrue();
        }
    }

    @Test
    void closingCompletesCurrentAndLaterRequests() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            connection.request();
            arrived.countDown();
            connection.awaitClose();
            closed.countDown();
        })) {
            JsxcClient client = new JsxcClient(DEFAULTS.withLimits(1, 5));
            CompletableFuture<Answer<Boolean>> underWay = client.exists(endpoint(server.url("http")), "alice");
            CompletableFuture<Answer<Boolean>> waiting = client.exists(endpoint(server.url("http")), "bob");
            await(arrived);
            client.close();
            assertThat(underWay.getNow(null)).isInstanceOf(Answer.Unreachable.class);
            assertThat(waiting.getNow(null)).isInstanceOf(Answer.Unreachable.class);
            assertThat(client.exists(endpoint(server.url("http")), "carol").getNow(null))
                    .isInstanceOf(Answer.Unreachable.class);
            await(closed);
        }
    }

    @Test
    void aListenerThatNeverAcceptsIsATimeOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Answer.Unreachable<?> answer = unreachable(URI.create("http://localhost:" + silent.getLocalPort()), HASTY);
            assertThat(answer.cause()).isEqualTo(Cause.TIMEOUT);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new UncheckedIOException(new IOException("nothing came"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Endpoint endpoint(URI url) {
        return new Endpoint.Jsxc(url, List.of(ApiSecret.of("0123456789ABCDEF")), "example.org");
    }

    private static Answer<Boolean> ask(JsxcClient client, RawServer server) throws Exception {
        return client.exists(endpoint(server.url("http")), "alice").get(20, TimeUnit.SECONDS);
    }

    private static Answer.Unreachable<?> unreachable(RawServer server, CloudSettings settings) throws Exception {
        return unreachable(server.url("http"), settings);
    }

    private static Answer.Unreachable<?> unreachable(URI url, CloudSettings settings) throws Exception {
        try (JsxcClient client = new JsxcClient(settings)) {
            return (Answer.Unreachable<?>) client.exists(endpoint(url), "alice").get(20, TimeUnit.SECONDS);
        }
    }
}
