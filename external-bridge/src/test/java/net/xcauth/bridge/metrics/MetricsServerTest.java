package net.xcauth.bridge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Health> health = new AtomicReference<>(new Health(true, List.of("ok", "more")));
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        server = new MetricsServer(anyPort(), () -> "a_metric 1\n".getBytes(StandardCharsets.UTF_8), health::get);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return ask("GET", path, "");
    }

    @Test
    void metricsAreServedInPrometheusFormat() throws Exception {
        HttpResponse<String> answer = get("/metrics?ignored=1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("a_metric 1\n");
        assertThat(answer.headers().firstValue("Content-Type"))
                .get()
                .asString()
                .startsWith("text/plain; version=0.0.4");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void theStatusTellsTheHealthAndTheBodyTheReasons() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).isEqualTo("ok\nmore\n");

        health.set(new Health(false, List.of("no cloud answers")));
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").body()).isEqualTo("no cloud answers\n");
    }

    @Test
    void headReturnsTheLengthWithoutABody() throws Exception {
        HttpResponse<String> answer = ask("HEAD", "/metrics", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(11);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void otherPathsAndMethodsAreRefusedAndTheReplyNamesTheRightOnes() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/").body()).isEqualTo("Not found; try /metrics or /healthz.\n");
        assertThat(ask("POST", "/metrics", "x=1").statusCode()).isEqualTo(405);
        assertThat(ask("DELETE", "/healthz", "").headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void oversizedAndInvalidRequestsEndOnlyTheirConnection() throws Exception {
        assertThat(ask("POST", "/metrics", "x".repeat(10_000)).statusCode()).isEqualTo(413);
        assertThat(get("/" + "x".repeat(10_000)).statusCode()).isEqualTo(400);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write("\u0000\u0001 nonsense\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .endsWith("This is not a valid HTTP request.\n");
        }
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void theErrorNamesAPortThatIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

            assertThatThrownBy(() -> new MetricsServer(address, () -> new byte[0], health::get))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort() + " for metrics");
        }
    }
}
