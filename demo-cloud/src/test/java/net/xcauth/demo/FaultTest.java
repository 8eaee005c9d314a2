package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static net.xcauth.demo.DemoClient.SAFETY_NET;
import static net.xcauth.demo.DemoClient.json;
import static net.xcauth.demo.DemoClient.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    private static final String REQUEST = "operation=isuser&username=alice";

    private DemoCloud cloud;
    private DemoClient client;

    @BeforeEach
    void startCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults().withThreads(2).withControl(true));
        client = new DemoClient(cloud.url(), DemoSettings.DEMO_SECRET);
    }

    @AfterEach
    void stopCloud() {
        cloud.close();
    }

    @Test
    void slowDelaysTheAnswer() throws Exception {
        cloud.fault(Fault.slow(Duration.ofMillis(300)));
        long start = System.nanoTime();

        assertCorrect(client.ask(REQUEST));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aFaultCanBeLimitedToOneOperation() throws Exception {
        cloud.fault(Fault.HANG_BEFORE_HEADER, "sharedroster");
        var hanging = client.askLater("operation=sharedroster&username=alice");

        assertCorrect(client.ask(REQUEST));
        assertThat(hanging.isDone()).isFalse();
        cloud.fault(Fault.NONE);
        assertThat(hanging.get(SAFETY_NET.toSeconds(), TimeUnit.SECONDS).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aFaultCanBeLimitedToOneUser() throws Exception {
        cloud.fault(Fault.SERVER_ERROR, "", "alice");
        assertThat(client.ask(REQUEST).statusCode()).isEqualTo(500);
        assertThat(client.ask("operation=sharedroster&username=ALICE").statusCode())
                .isEqualTo(500);
        assertThat(client.ask("operation=isuser&username=bob").statusCode()).isEqualTo(200);

        cloud.fault(Fault.TOO_MANY_REQUESTS, "isuser", "alice");
        assertThat(client.ask(REQUEST).statusCode()).isEqualTo(429);
        assertThat(client.ask("operation=sharedroster&username=alice").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "account-disabled, 401, Account disabled",
        "login-cancelled, 401, Login canceled by app",
        "other-account, 200, somebody.else"
    })
    void accountFaultsAffectCorrectPasswordsOnly(String fault, int status, String content) throws Exception {
        assertThat(control("fault=" + fault + "&user=alice").statusCode()).isEqualTo(200);

        HttpResponse<String> correct = client.ask("operation=auth&username=alice&password=wonderland");
        assertThat(correct.statusCode()).isEqualTo(status);
        assertThat(correct.body()).contains(content);
        assertThat(client.ask("operation=auth&username=alice&password=wrong").body())
                .contains("noauth");
        assertThat(client.ask("operation=auth&username=bob&password=builder").body())
                .contains("\"bob\"");
        assertCorrect(client.ask(REQUEST));
    }

    @Test
    void theFaultEndpointAcceptsAnOperation() throws Exception {
        assertThat(control("fault=server-error&operation=sharedroster").statusCode())
                .isEqualTo(200);
        assertThat(client.ask("operation=sharedroster&username=alice").statusCode())
                .isEqualTo(500);
        assertCorrect(client.ask(REQUEST));
        assertThat(control("fault=down&operation=everything").statusCode()).isEqualTo(400);
    }

    @Test
    void latencyDelaysEveryAnswerWithoutOccupyingAThread() throws Exception {
        DemoSettings late = DemoSettings.defaults().withThreads(1).withLatency(Duration.ofMillis(500));
        try (DemoCloud lateCloud = DemoCloud.start(late)) {
            DemoClient lateClient = new DemoClient(lateCloud.url(), DemoSettings.DEMO_SECRET);
            long start = System.nanoTime();
            var answers = IntStream.range(0, 40)
                    .mapToObj(i -> lateClient.askLater(REQUEST))
                    .toList();

            for (var answer : answers) {
                assertCorrect(answer.get());
            }
            // In sequence, on the only thread, they would take 20 seconds.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(15));
        }
    }

    @Test
    void downClosesTheConnectionWithoutAnAnswer() throws Exception {
        cloud.fault(Fault.DOWN);

        try (Socket socket = rawRequest()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        cloud.fault(Fault.NONE);
        assertCorrect(client.ask(REQUEST));
    }

    @Test
    void repliesThatHangBeforeTheHeaderAreSentWhenTheFaultEnds() throws Exception {
        cloud.fault(Fault.HANG_BEFORE_HEADER);
        // More than the number of threads: a hanging reply must not occupy any.
        var hanging =
                IntStream.range(0, 10).mapToObj(i -> client.askLater(REQUEST)).toList();
        cloud.awaitRequests(10, SAFETY_NET);
        assertThat(hanging).noneMatch(CompletableFuture::isDone);

        cloud.fault(Fault.NONE);
        for (var answer : hanging) {
            assertCorrect(answer.get());
        }
    }

    @Test
    void settingTheSameFaultAgainReleasesNoReply() throws Exception {
        cloud.fault(Fault.HANG_BEFORE_HEADER);
        try (Socket socket = rawRequest()) {
            cloud.awaitRequests(1, SAFETY_NET);
            cloud.fault(Fault.HANG_BEFORE_HEADER);
            assertNothingMoreToRead(socket, socket.getInputStream());
        }
    }

    @Test
    void repliesThatHangAfterTheHeaderAreCompletedWhenTheFaultEnds() throws Exception {
        cloud.fault(Fault.HANG_AFTER_HEADER);
        try (Socket socket = rawRequest()) {
            InputStream in = socket.getInputStream();
            List<String> header = readHeader(in);
            assertThat(header.get(0)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(header).anySatisfy(line -> assertThat(line).isEqualToIgnoringCase("Content-Length: 43"));
            assertNothingMoreToRead(socket, in);

            cloud.fault(Fault.NONE);
            socket.setSoTimeout((int) SAFETY_NET.toMillis());
            assertThat(new String(in.readNBytes(43), UTF_8))
                    .isEqualTo("{\"result\":\"success\",\"data\":{\"isUser\":true}}");
        }
    }

    static Stream<Fault> hangs() {
        return Stream.of(Fault.HANG_BEFORE_HEADER, Fault.HANG_AFTER_HEADER);
    }

    @ParameterizedTest
    @MethodSource("hangs")
    void closingTheCloudClosesHangingConnections(Fault hang) throws Exception {
        cloud.fault(hang);
        var hanging = client.askLater(REQUEST);
        cloud.awaitRequests(1, SAFETY_NET);
        cloud.close();

        assertThatThrownBy(() -> hanging.get(SAFETY_NET.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aClientThatDisconnectsDuringAHangAffectsNoOther() throws Exception {
        cloud.fault(Fault.HANG_AFTER_HEADER);
        try (Socket socket = rawRequest()) {
            readHeader(socket.getInputStream());
        }
        cloud.fault(Fault.NONE);

        assertCorrect(client.ask(REQUEST));
    }

    @ParameterizedTest
    @CsvSource({"MAINTENANCE,503", "BAD_GATEWAY,502", "GARBAGE,200"})
    void someFaultsSendHtmlInsteadOfJson(Fault.Fixed fault, int status) throws Exception {
        cloud.fault(fault);
        HttpResponse<String> response = client.ask(REQUEST);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(response.body()).containsIgnoringCase("<html>");
    }

    @Test
    void hugeStreamsFiftyMegabytesOfInvalidJson() throws Exception {
        cloud.fault(Fault.HUGE);
        HttpResponse<InputStream> response = client.stream(REQUEST);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
        try (InputStream body = response.body()) {
            assertThat(new String(body.readNBytes(18), US_ASCII)).isEqualTo("{\"result\":\"noauth\"");
            assertThat(18 + body.skip(Long.MAX_VALUE)).isGreaterThanOrEqualTo(50_000_000);
        }
    }

    @Test
    void truncatedJsonIsTheBeginningOfTheAnswer() throws Exception {
        cloud.fault(Fault.TRUNCATED_JSON);
        HttpResponse<String> response = client.ask(REQUEST);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{\"result\":\"success\"");
        assertThatThrownBy(() -> json(response)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void wrongJsonIsValidButHasNoResult() throws Exception {
        cloud.fault(Fault.WRONG_JSON);
        HttpResponse<String> response = client.ask(REQUEST);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).isObject()).isTrue();
        assertThat(json(response).has("result")).isFalse();
    }

    @Test
    void followedRedirectsAreCounted() throws Exception {
        cloud.fault(Fault.REDIRECT);
        HttpResponse<String> response = client.ask(REQUEST);
        String location = response.headers().firstValue("Location").orElseThrow();
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(cloud.redirectsFollowed()).isZero();

        client.send(HttpRequest.newBuilder(cloud.url().resolve(location)));
        assertThat(cloud.redirectsFollowed()).isEqualTo(1);
    }

    @Test
    void correctSignaturesCanBeRejected() throws Exception {
        cloud.fault(Fault.SIGNATURE_REJECTED);
        HttpResponse<String> response = client.ask(REQUEST);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response)).isEqualTo(recorded("responses/bad-signature.500.json"));
        assertThat(cloud.requests()).singleElement().matches(LoggedRequest::signatureValid);
    }

    @Test
    void theFaultEndpointSetsFaults() throws Exception {
        assertThat(control("fault=maintenance").statusCode()).isEqualTo(200);
        assertThat(client.ask(REQUEST).statusCode()).isEqualTo(503);

        control("fault=down");
        assertThatThrownBy(() -> client.ask(REQUEST)).isInstanceOf(IOException.class);

        control("fault=none");
        assertCorrect(client.ask(REQUEST));
        assertThat(cloud.requestCount())
                .as("requests, not counting those to the fault endpoint")
                .isGreaterThanOrEqualTo(3);
        assertThat(cloud.requests()).allMatch(request -> request.operation().equals("isuser"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault=sideways", "", "fault=slow&delay=-1", "fault=slow&delay=soon", "fault=%"})
    void theFaultEndpointRejectsInvalidFaults(String form) throws Exception {
        cloud.fault(Fault.MAINTENANCE);

        assertThat(control(form).statusCode()).isEqualTo(400);
        assertThat(client.ask(REQUEST).statusCode()).isEqualTo(503);
    }

    @Test
    void webPagesCannotSetFaults() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(cloud.controlUrl())
                .header("Origin", "https://page.example")
                .POST(BodyPublishers.ofString("fault=down"));

        assertThat(client.send(request).statusCode()).isEqualTo(403);
        assertCorrect(client.ask(REQUEST));
    }

    @Test
    void everyNameHasAFault() {
        assertThat(Fault.names())
                .hasSize(21)
                .allSatisfy(name ->
                        assertThat(Fault.named(name, Duration.ofSeconds(1))).isPresent());
        assertThat(Fault.named("hang", Duration.ZERO)).hasValue(Fault.HANG_BEFORE_HEADER);
        assertThat(Fault.named("slow", Duration.ofSeconds(3))).hasValue(Fault.slow(Duration.ofSeconds(3)));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.slow(Duration.ofMillis(-1)));
    }

    @Test
    void connectionsAreRefusedWhileTheCloudDoesNotListen() throws Exception {
        assertCorrect(client.ask(REQUEST));
        cloud.stopListening();
        cloud.stopListening();
        assertThatThrownBy(() -> client.ask(REQUEST)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new Socket("127.0.0.1", cloud.url().getPort()).close())
                .isInstanceOf(ConnectException.class);

        cloud.startListening();
        cloud.startListening();
        assertCorrect(client.ask(REQUEST));
    }

    @Test
    void aRestartClosesConnectionsAndKeepsThePort() throws Exception {
        try (Socket socket = rawRequest()) {
            cloud.awaitRequests(1, SAFETY_NET);
            var url = cloud.url();
            cloud.restart();

            assertThat(cloud.url()).isEqualTo(url);
            assertThat(socket.getInputStream().skip(Long.MAX_VALUE))
                    .as("bytes left on the connection")
                    .isLessThan(1000);
        }
        assertCorrect(new DemoClient(cloud.url(), DemoSettings.DEMO_SECRET).ask(REQUEST));
    }

    private HttpResponse<String> control(String form) throws Exception {
        return client.send(HttpRequest.newBuilder(cloud.controlUrl()).POST(BodyPublishers.ofString(form)));
    }

    private Socket rawRequest() throws IOException {
        Socket socket = new Socket("127.0.0.1", cloud.url().getPort());
        socket.setSoTimeout((int) SAFETY_NET.toMillis());
        socket.getOutputStream()
                .write(("POST " + DemoCloud.API_PATH + " HTTP/1.1\r\nHost: cloud\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\n"
                                + "X-JSXC-SIGNATURE: " + client.sign("sha1", REQUEST) + "\r\n"
                                + "Content-Length: " + REQUEST.length() + "\r\n\r\n" + REQUEST)
                        .getBytes(US_ASCII));
        return socket;
    }

    private static List<String> readHeader(InputStream in) throws IOException {
        // Byte by byte, to leave the body unread.
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n\r\n") < 0) {
            header.append((char) in.read());
        }
        return header.toString().lines().toList();
    }

    private static void assertNothingMoreToRead(Socket socket, InputStream in) throws IOException {
        socket.setSoTimeout(200);
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    }

    private static void assertCorrect(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response)).isEqualTo(recorded("responses/isuser-true.200.json"));
    }
}
