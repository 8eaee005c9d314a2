package net.xcauth.core.cloud.jsxc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.SignatureAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTest {

    static List<JsonNode> signatures() throws IOException {
        return Vectors.entries("signatures.json");
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void signaturesAreTheAppsOwn(JsonNode vector) {
        String header = vector.get("header").asText();
        SignatureAlgorithm algorithm = SignatureAlgorithm.parse(header.substring(0, header.indexOf('=')));
        byte[] body = vector.get("body").asText().getBytes(StandardCharsets.UTF_8);
        assertThat(algorithm.sign(ApiSecret.of(vector.get("secret").asText()), body))
                .isEqualTo(header);
    }

    @Test
    void bodiesAreTheAppsOwn() throws IOException {
        List<String> bodies = signatures().stream()
                .map(vector -> vector.get("body").asText())
                .distinct()
                .toList();
        assertThat(bodies)
                .containsExactly(
                        text(Operation.AUTH.body("alice", "example.org", "wonder:land")),
                        text(Operation.ISUSER.body("alice", "example.org")),
                        text(Operation.SHAREDROSTER.body("jürgen", "example.org")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "SHA256", "sha-256", " Sha-256 "})
    void algorithmNamesAreParsedInCommonSpellings(String name) {
        assertThat(SignatureAlgorithm.parse(name)).isEqualTo(SignatureAlgorithm.SHA256);
    }

    @Test
    void anUnknownAlgorithmIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> SignatureAlgorithm.parse("md5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("md5")
                .hasMessageContaining("sha256");
    }

    @Test
    void secretsCompareByValueAndStayHidden() {
        assertThat(ApiSecret.of("sécret"))
                .isEqualTo(ApiSecret.of("sécret"))
                .isNotEqualTo(ApiSecret.of("secret"))
                .hasSameHashCodeAs(ApiSecret.of("sécret"))
                .hasToString("ApiSecret(hidden)");
    }

    @Test
    void anEmptySecretIsRefused() {
        assertThatThrownBy(() -> ApiSecret.of(" \t")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void invalidSettingsAreRefused() {
        CloudSettings defaults = CloudSettings.defaults();
        assertThatThrownBy(() -> defaults.withTimeouts(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connect timeout");
        assertThatThrownBy(() -> defaults.withLimits(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> defaults.withLimits(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> defaults.withProxy(URI.create("proxy.example.org:3128")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http://host:port");
    }

    @Test
    void everyCauseHasTextAndRemedy() {
        assertThat(Cause.values()).allSatisfy(cause -> {
            assertThat(cause.text()).isNotBlank();
            assertThat(cause.remedy()).endsWith(".");
        });
    }

    @Test
    void onlyFailedConnectionsTimeoutsAndGatewayErrorsMakeACloudSuspect() {
        assertThat(Cause.values())
                .filteredOn(Cause::suspicious)
                .containsExactly(
                        Cause.CONNECT, Cause.TIMEOUT, Cause.TLS, Cause.DISCONNECTED, Cause.MAINTENANCE, Cause.GATEWAY);
        assertThat(Cause.values())
                .filteredOn(Cause::withheld)
                .containsExactly(Cause.RATE_LIMITED, Cause.SLOWED_DOWN, Cause.OVERLOAD);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
