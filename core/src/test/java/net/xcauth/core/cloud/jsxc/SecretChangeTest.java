package net.xcauth.core.cloud.jsxc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.test.Eventually;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cloud's secret changes at any moment, while an endpoint has both. */
class SecretChangeTest {

    private static final byte[] YES =
            "{\"result\":\"success\",\"data\":{\"isUser\":true,\"uid\":\"alice\"}}".getBytes(UTF_8);

    private final JsxcClient client = new JsxcClient(CloudSettings.defaults());
    private volatile String clouds = "former";
    private RawServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RawServer(this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private void serve(RawServer.Connection connection) throws IOException {
        connection.eachRequest(request -> {
            if (signerOf(request).equals(clouds)) {
                connection.answer(200, "", YES);
            } else {
                connection.answer(500, "", Vectors.response("bad-signature.500.json"));
            }
        });
    }

    @Test
    void aRequestWhoseSignatureIsRefusedIsRepeatedWithTheNextSecret() throws Exception {
        assertThat(ask("new", "former")).isEqualTo(new Answer.Yes<>(true));
        assertThat(signers()).containsExactly("new", "former");
        assertThat(server.requests())
                .extracting(RawServer.Request::body)
                .allMatch(server.requests().get(0).body()::equals);
    }

    @Test
    void theAcceptedSecretIsTriedFirstFromThenOn() throws Exception {
        ask("new", "former");
        assertThat(ask("new", "former")).isEqualTo(new Answer.Yes<>(true));
        assertThat(signers()).containsExactly("new", "former", "former");

        clouds = "new";
        assertThat(ask("new", "former")).isEqualTo(new Answer.Yes<>(true));
        assertThat(ask("new", "former")).isEqualTo(new Answer.Yes<>(true));
        assertThat(signers()).endsWith("former", "former", "new", "new");
    }

    @Test
    void theOtherSecretsAreTriedInOrder() throws Exception {
        clouds = "b";
        ask("a", "b", "c");
        clouds = "c";
        assertThat(ask("a", "b", "c")).isEqualTo(new Answer.Yes<>(true));
        clouds = "b";
        assertThat(ask("a", "b", "c")).isEqualTo(new Answer.Yes<>(true));
        assertThat(signers()).containsExactly("a", "b", "b", "a", "c", "c", "a", "b");
    }

    @Test
    void ifNoSecretIsAcceptedEachIsTriedOnceAndTheSignatureIsWrong() throws Exception {
        clouds = "another";
        for (int i = 0; i < 2; i++) {
            assertThat(ask("a", "b", "c")).isInstanceOfSatisfying(Answer.Unreachable.class, answer -> {
                assertThat(answer.cause()).isEqualTo(Cause.SIGNATURE);
                assertThat(answer.detail())
                        .isEqualTo("localhost:" + server.port() + " does not accept the signature of the request");
            });
        }
        assertThat(signers()).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void passwordAndRosterRequestsAreRepeatedToo() throws Exception {
        Endpoint.Jsxc endpoint = endpoint("new", "former");
        client.authenticate(endpoint, "alice", "wonderland").get(20, TimeUnit.SECONDS);
        clouds = "new";
        client.sharedRoster(endpoint, "alice").get(20, TimeUnit.SECONDS);
        assertThat(signers()).containsExactly("new", "former", "former", "new");
    }

    @ParameterizedTest
    @CsvSource({
        "503, ''",
        "500, '{\"result\":\"error\",\"data\":{\"msg\":\"Unsupported operation.\"}}'",
        "500, '<html>Signature does not match.</html>'",
        "502, '{\"result\":\"error\",\"data\":{\"msg\":\"Signature " + "does not match.\"}}'",
        "302, ''",
        "200, '<html></html>'",
        "200, '{\"result\":\"noauth\"}'"
    })
    void otherAnswersAreNotRepeated(int status, String body) throws Exception {
        try (RawServer other = RawServer.answering(status, "", body.getBytes(UTF_8))) {
            client.exists(endpoint(other, "new", "former"), "alice").get(20, TimeUnit.SECONDS);
            assertThat(other.requests()).hasSize(1);
        }
    }

    @Test
    void aCloudThatRefusesAndThenHangsIsATimeout() throws Exception {
        Eventually.until("the time was enough for two requests", () -> requestsWithinAShortTime() == 2);
    }

    /** On a busy machine there may be fewer than two. */
    private int requestsWithinAShortTime() throws Exception {
        Duration brief = Duration.ofMillis(150);
        try (RawServer hanging = new RawServer(connection -> {
                    connection.request();
                    connection.answer(500, "", Vectors.response("bad-signature.500.json"));
                    connection.request();
                    connection.awaitClose();
                });
                JsxcClient hasty = new JsxcClient(CloudSettings.defaults().withTimeouts(brief, brief))) {
            Answer<Boolean> answer =
                    hasty.exists(endpoint(hanging, "a", "b", "c"), "alice").get(20, TimeUnit.SECONDS);
            assertThat(((Answer.Unreachable<?>) answer).cause()).isEqualTo(Cause.TIMEOUT);
            assertThat(hanging.requests()).hasSizeLessThanOrEqualTo(2);
            assertThat(hasty.idle()).isTrue();
            return hanging.requests().size();
        }
    }

    @Test
    void aRepeatedRequestKeepsItsPermit() throws Exception {
        try (JsxcClient narrow = new JsxcClient(CloudSettings.defaults().withLimits(1, 0))) {
            for (String taken : List.of("former", "new", "former")) {
                clouds = taken;
                assertThat(narrow.exists(endpoint("new", "former"), "alice").get(20, TimeUnit.SECONDS))
                        .isEqualTo(new Answer.Yes<>(true));
            }
            assertThat(narrow.idle()).isTrue();
        }
    }

    @Test
    void manyRequestsMayNoticeTheChangeAtOnce() throws Exception {
        int many = 40;
        for (String taken : List.of("former", "new", "former")) {
            clouds = taken;
            List<CompletableFuture<Answer<Boolean>>> answers = IntStream.range(0, many)
                    .parallel()
                    .mapToObj(n -> client.exists(endpoint("new", "former"), "user" + n))
                    .toList();
            for (CompletableFuture<Answer<Boolean>> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(new Answer.Yes<>(true));
            }
        }
        assertThat(client.idle()).isTrue();
    }

    @Test
    void endpointsOfOneCloudWithOtherSecretsAreIndependent() throws Exception {
        ask("new", "former");
        assertThat(ask("other", "former")).isEqualTo(new Answer.Yes<>(true));
        ask("new", "former");
        assertThat(signers()).containsExactly("new", "former", "other", "former", "former");
    }

    @Test
    void anObservationContainsTheAcceptedSecret() throws Exception {
        Endpoint.Jsxc endpoint = endpoint("new", "former");
        assertThat(client.observe(endpoint, "alice").get(20, TimeUnit.SECONDS).secret())
                .isEqualTo(1);
        clouds = "new";
        assertThat(client.observe(endpoint, "alice").get(20, TimeUnit.SECONDS).secret())
                .isZero();
        assertThat(signers()).containsExactly("new", "former", "former", "new");
    }

    @Test
    void theMemoryOfSecretsIsBounded() {
        AcceptedSecrets accepted = new AcceptedSecrets();
        List<Endpoint.Jsxc> endpoints = IntStream.range(0, 1_001)
                .mapToObj(n -> endpoint("new" + n, "former"))
                .toList();
        endpoints.forEach(endpoint -> accepted.accepted(endpoint, 1, "host"));
        assertThat(endpoints.stream().filter(endpoint -> accepted.position(endpoint) == 1))
                .hasSizeLessThanOrEqualTo(1_000)
                .contains(endpoints.get(1_000));
    }

    @Test
    void severalSecretsAreSeparatedByWhiteSpace() {
        assertThat(ApiSecret.several(" new  former\t")).containsExactly(ApiSecret.of("new"), ApiSecret.of("former"));
        assertThat(ApiSecret.several("only")).containsExactly(ApiSecret.of("only"));
        assertThatThrownBy(() -> ApiSecret.several(" \t "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is empty");
    }

    private Answer<Boolean> ask(String... secrets) throws Exception {
        return client.exists(endpoint(secrets), "alice").get(20, TimeUnit.SECONDS);
    }

    private Endpoint.Jsxc endpoint(String... secrets) {
        return endpoint(server, secrets);
    }

    private static Endpoint.Jsxc endpoint(RawServer server, String... secrets) {
        return new Endpoint.Jsxc(
                server.url("http"), Stream.of(secrets).map(ApiSecret::of).toList(), "example.org");
    }

    /** The secrets that requests were signed with. */
    private List<String> signers() {
        return server.requests().stream().map(SecretChangeTest::signerOf).toList();
    }

    private static String signerOf(RawServer.Request request) {
        return Stream.of("new", "former", "other", "a", "b", "c")
                .filter(secret -> SignatureAlgorithm.SHA1
                        .sign(ApiSecret.of(secret), request.body().getBytes(UTF_8))
                        .equals(request.header("X-JSXC-SIGNATURE")))
                .findFirst()
                .orElse("");
    }
}
