package net.xcauth.bridge.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.MadeUpAccount;
import net.xcauth.core.cloud.jsxc.Token;
import net.xcauth.core.cloud.jsxc.Token.Verdict;
import net.xcauth.core.examination.Finding;

/** Checks with every configured secret that time-limited tokens are accepted and forged ones are not. */
final class TokenCheck implements Check {
    private static final String USER = "doctor";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int SIGNATURE_CHARACTER = 10;

    private final Clock clock;

    TokenCheck(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String title() {
        return "time-limited tokens";
    }

    @Override
    public void examine(Config config, Consumer<Finding> findings) {
        if (config.endpoints().isEmpty()) {
            findings.accept(Finding.skip(title(), "no cloud is configured, so there is no secret"));
            return;
        }
        List<ApiSecret> secrets = config.endpoints().all().stream()
                .flatMap(endpoint -> endpoint.secrets().stream())
                .distinct()
                .toList();
        if (secrets.isEmpty()) {
            findings.accept(Finding.ok(title(), "not accepted, because no API secret of the JSXC app is configured"));
            return;
        }
        boolean right = secrets.stream().allMatch(this::roundTripWorks);
        findings.accept(
                right
                        ? Finding.ok(
                                title(),
                                "with "
                                        + (secrets.size() == 1
                                                ? "the secret"
                                                : "each of the " + secrets.size() + " secrets")
                                        + ", a valid token is accepted and a forged one is refused")
                        : Finding.fail(
                                title(),
                                "a valid token is refused, or a forged one is accepted",
                                "Check the clock of this machine, which shows " + clock.instant()
                                        + ", then try another version of Java."));
    }

    private boolean roundTripWorks(ApiSecret secret) {
        Instant now = clock.instant();
        String token = Token.issue(secret, USER, MadeUpAccount.DOMAIN, now.plus(LIFE));
        return check(token, secret, now) == Verdict.VALID && check(changed(token), secret, now) == Verdict.FORGED;
    }

    private static Verdict check(String token, ApiSecret secret, Instant now) {
        return Token.check(token, USER, MadeUpAccount.DOMAIN, List.of(secret), now);
    }

    /** A copy with one character of the signature replaced. */
    static String changed(String token) {
        char replacement = token.charAt(SIGNATURE_CHARACTER) == 'a' ? 'b' : 'a';
        return token.substring(0, SIGNATURE_CHARACTER) + replacement + token.substring(SIGNATURE_CHARACTER + 1);
    }
}
