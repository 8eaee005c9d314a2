package net.xcauth.core.cloud.jsxc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import net.xcauth.core.cloud.Answer;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.test.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedTest {

    private static final byte[] YES = "{\"result\":\"success\",\"data\":{\"isUser\":true}}".getBytes(UTF_8);
    private static final byte[] HTML = "<html></html>".getBytes(UTF_8);

    @Test
    void theAnswerComesWithItsStatusAndTheCloudsTime() throws Exception {
        try (RawServer server = RawServer.answering(200, "Date: Mon, 23 Nov 2026 20:15:07 GMT\r\n", YES)) {
            assertThat(observe(server))
                    .isEqualTo(new Observed<>(
                            new Answer.Yes<>(true),
                            OptionalInt.of(200),
                            Optional.of(Instant.parse("2026-11-23T20:15:07Z")),
                            0));
            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.body()).startsWith("operation=isuser&username=alice");
                assertThat(request.header("X-JSXC-SIGNATURE")).startsWith("sha1=");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Date: yesterday\r\n", "Date: \r\n"})
    void aMissingOrInvalidTimeIsEmpty(String header) throws Exception {
        try (RawServer server = RawServer.answering(200, header, YES)) {
            assertThat(observe(server).cloudTime()).isEmpty();
        }
    }

    @Test
    void aResponseWithoutAnAnswerHasStatusAndTime() throws Exception {
        try (RawServer server = RawServer.answering(404, "Date: Mon, 23 Nov 2026 20:15:07 GMT\r\n", HTML)) {
            Observed<Boolean> seen = observe(server);
            assertThat(((Answer.Unreachable<Boolean>) seen.answer()).cause()).isEqualTo(Cause.HTTP_STATUS);
            assertThat(seen.status()).hasValue(404);
            assertThat(seen.cloudTime()).isPresent();
        }
    }

    @Test
    void withoutAResponseThereIsNeitherStatusNorTime() throws Exception {
        try (RawServer server = new RawServer(RawServer.Connection::request)) {
            Observed<Boolean> seen = observe(server);
            assertThat(((Answer.Unreachable<Boolean>) seen.answer()).cause()).isEqualTo(Cause.DISCONNECTED);
            assertThat(seen.status()).isEmpty();
            assertThat(seen.cloudTime()).isEmpty();
        }
    }

    private static Observed<Boolean> observe(RawServer server) throws Exception {
        Endpoint.Jsxc endpoint = new Endpoint.Jsxc(server.url("http"), List.of(ApiSecret.of("0123456789ABCDEF")), "");
        try (JsxcClient client = new JsxcClient(CloudSettings.defaults())) {
            return client.observe(endpoint, "alice").get(30, TimeUnit.SECONDS);
        }
    }
}
