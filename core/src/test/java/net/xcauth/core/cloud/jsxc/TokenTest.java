package net.xcauth.core.cloud.jsxc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import net.xcauth.core.cloud.ApiSecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenTest {

    private static final String ALICES = "AFymaKtRqwvAeSc2yCLDTichJWVT/xA";
    private static final ApiSecret SECRET = ApiSecret.of("0123456789ABCDEF");
    private static final Instant IN_TIME = Instant.ofEpochSecond(1700003600);

    static List<JsonNode> tokens() throws IOException {
        return Vectors.entries("tokens.json");
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void theAppsTokensAreValidThroughTheirLastSecond(JsonNode vector) {
        assertThat(check(vector, vector.get("expiry").asLong())).isEqualTo(Token.Verdict.VALID);
        assertThat(check(vector, 0)).isEqualTo(Token.Verdict.VALID);
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void theAppsTokensAreExpiredASecondLater(JsonNode vector) {
        assertThat(check(vector, vector.get("expiry").asLong() + 1)).isEqualTo(Token.Verdict.EXPIRED);
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void upperCaseInUserAndDomainMakesNoDifference(JsonNode vector) {
        Token.Verdict verdict = Token.check(
                vector.get("token").asText(),
                vector.get("user").asText().toUpperCase(Locale.ROOT),
                vector.get("domain").asText().toUpperCase(Locale.ROOT),
                List.of(ApiSecret.of(vector.get("secret").asText())),
                Instant.EPOCH);
        assertThat(verdict).isEqualTo(Token.Verdict.VALID);
    }

    @Test
    void aTokenOfAnotherUserIsForged() {
        assertThat(Token.check(ALICES, "bob", "example.org", List.of(SECRET), IN_TIME))
                .isEqualTo(Token.Verdict.FORGED);
        assertThat(Token.check(ALICES, "alice", "example.net", List.of(SECRET), IN_TIME))
                .isEqualTo(Token.Verdict.FORGED);
    }

    /** JSXC signs the domain in the spelling configured there; the XMPP server may spell it differently. */
    @Test
    void aDomainWithUmlautsIsAcceptedInBothSpellings() {
        for (String signed : List.of("exämple.org", "xn--exmple-cua.org")) {
            String token = Token.issue(SECRET, "alice", signed, Instant.ofEpochSecond(1_000));
            for (String asked : List.of("exämple.org", "EXÄMPLE.org", "xn--exmple-cua.org")) {
                assertThat(Token.check(token, "alice", asked, List.of(SECRET), Instant.ofEpochSecond(1_000)))
                        .as("%s for %s", signed, asked)
                        .isEqualTo(Token.Verdict.VALID);
            }
            assertThat(Token.check(token, "alice", "example.org", List.of(SECRET), Instant.EPOCH))
                    .isEqualTo(Token.Verdict.FORGED);
        }
    }

    @Test
    void aTokenWithAChangedMacIsForged() {
        String changed = ALICES.replace("maKt", "maKu");
        assertThat(Token.check(changed, "alice", "example.org", List.of(SECRET), IN_TIME))
                .isEqualTo(Token.Verdict.FORGED);
    }

    @Test
    void aTokenOfAnotherSecretIsNotAToken() {
        assertThat(Token.check(ALICES, "alice", "example.org", List.of(ApiSecret.of("other")), IN_TIME))
                .isEqualTo(Token.Verdict.NOT_A_TOKEN);
    }

    @Test
    void anyOfSeveralSecretsIsAccepted() {
        List<ApiSecret> newAndOld = List.of(ApiSecret.of("the new one"), SECRET);
        assertThat(Token.check(ALICES, "alice", "example.org", newAndOld, IN_TIME))
                .isEqualTo(Token.Verdict.VALID);
    }

    @Test
    void theUnusedBitsOfTheLastCharacterAreIgnoredAsInPhp() {
        String sameBytes = ALICES.substring(0, 30) + "B";
        assertThat(Token.check(sameBytes, "alice", "example.org", List.of(SECRET), IN_TIME))
                .isEqualTo(Token.Verdict.VALID);
    }

    @Test
    void plainBase64LettersAreAcceptedLikeTheirReplacements() {
        String written = tokensOf("carol@example.org");
        assertThat(written).contains("%-HU");
        assertThat(Token.check(
                        written.replace("%-HU", "lOHU"), "carol@example.org", "example.org", List.of(SECRET), IN_TIME))
                .isEqualTo(Token.Verdict.VALID);
    }

    @Test
    void passwordsAreNotTokens() {
        for (String password : List.of(
                "",
                "wonder:land",
                "a".repeat(31),
                "A".repeat(30),
                "A".repeat(32),
                "ü".repeat(31),
                "AFymaKtRqwvAeSc2yCLDTichJWVT/x=",
                "AFymaKtRqwvAeSc2yCLDTichJWVT/ A",
                "AFymaKtRqwvAeSc2yCLDTichJWVT_xA",
                "B" + ALICES.substring(1))) {
            assertThat(Token.check(password, "alice", "example.org", List.of(SECRET), IN_TIME))
                    .as(password)
                    .isEqualTo(Token.Verdict.NOT_A_TOKEN);
        }
    }

    private static String tokensOf(String user) {
        try {
            return tokens().stream()
                    .filter(vector -> vector.get("user").asText().equals(user))
                    .findFirst()
                    .orElseThrow()
                    .get("token")
                    .asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Token.Verdict check(JsonNode vector, long now) {
        return Token.check(
                vector.get("token").asText(),
                vector.get("user").asText(),
                vector.get("domain").asText(),
                List.of(ApiSecret.of(vector.get("secret").asText())),
                Instant.ofEpochSecond(now));
    }
}
