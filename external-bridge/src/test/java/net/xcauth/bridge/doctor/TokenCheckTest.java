package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.jsxc.Token;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.demo.DemoToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCheckTest {
    private static final Instant EXPIRY = Instant.parse("2026-11-23T20:15:07Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0123456789ABCDEF", "other", "ünïcode", "I-O-l"})
    void tokensAreCreatedLikeThoseOfTheDemoCloud(String secret) {
        assertThat(Token.issue(ApiSecret.of(secret), "doctor", "example.org", EXPIRY))
                .isEqualTo(DemoToken.create("doctor", "example.org", secret, EXPIRY));
    }

    @Test
    void aChangedTokenIsForged() {
        ApiSecret secret = ApiSecret.of("0123456789ABCDEF");
        String token = Token.issue(secret, "doctor", "example.org", EXPIRY);

        assertThat(Token.check(TokenCheck.changed(token), "doctor", "example.org", List.of(secret), EXPIRY))
                .isEqualTo(Token.Verdict.FORGED);
    }

    @Test
    void theRoundTripSucceedsWithEachSecret() throws Exception {
        Config config = Configured.of(folder, "url=https://nextcloud.example.org/", "secret=new", "secret=old");

        Finding finding = Findings.of(new TokenCheck(Clock.systemUTC()), config).about("time-limited tokens");

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.text().toString()).contains("each of the 2 secrets");
    }

    @Test
    void aClockBeyondTheRangeOfTokensIsReported() throws Exception {
        Clock late = Clock.fixed(Instant.parse("2106-02-07T06:28:00Z"), ZoneOffset.UTC);
        Config config = Configured.cloud(folder, "https://nextcloud.example.org/");

        Finding finding = Findings.of(new TokenCheck(late), config).about("time-limited tokens");

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.remedy().toString()).contains("clock", "2106");
    }
}
