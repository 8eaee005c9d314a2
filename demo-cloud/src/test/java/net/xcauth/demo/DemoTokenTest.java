package net.xcauth.demo;

import static net.xcauth.demo.DemoClient.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTokenTest {

    static Iterable<JsonNode> recordedTokens() {
        return recorded("tokens.json");
    }

    @ParameterizedTest
    @MethodSource("recordedTokens")
    void tokensEqualTheRecordedOnes(JsonNode vector) {
        assertThat(DemoToken.create(
                        vector.get("user").asText(),
                        vector.get("domain").asText(),
                        vector.get("secret").asText(),
                        Instant.ofEpochSecond(vector.get("expiry").asLong())))
                .isEqualTo(vector.get("token").asText());
    }

    @Test
    void theUserIsSignedInLowerCase() {
        Instant expiry = Instant.ofEpochSecond(1_700_003_600);

        assertThat(DemoToken.create("JÜRGEN", "example.org", "0123456789ABCDEF", expiry))
                .isEqualTo("ANiQFJjY8YJPb6NtFViytLkhJWVT/xA");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 32})
    void anExpiryOutOfRangeIsRefused(long seconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoToken.create("alice", "example.org", "secret", Instant.ofEpochSecond(seconds)));
    }
}
