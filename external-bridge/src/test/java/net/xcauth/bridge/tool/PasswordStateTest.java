package net.xcauth.bridge.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.xcauth.bridge.tool.CacheCommands.PasswordState;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.store.StoredPassword;
import org.junit.jupiter.api.Test;

class PasswordStateTest {
    private static final Instant NOW = Bench.NOW;
    private static final CachePolicy POLICY = policy(Duration.ofDays(7));

    @Test
    void aPasswordIsValidUntilItWasNotUsedForTheQueryTtl() {
        assertThat(state(password(Duration.ofHours(23), Duration.ofMinutes(59))))
                .isEqualTo(PasswordState.COUNTS);
        assertThat(state(password(Duration.ofHours(23), Duration.ofHours(1))))
                .isEqualTo(PasswordState.UNUSED_UNLESS_UNREACHABLE);
    }

    @Test
    void aPasswordIsValidUntilItWasNotVerifiedForTheVerificationTtl() {
        assertThat(state(password(Duration.ofDays(1), Duration.ofMinutes(1))))
                .isEqualTo(PasswordState.UNVERIFIED_UNLESS_UNREACHABLE);
    }

    @Test
    void aPasswordExpiresWithTheLongestTtl() {
        assertThat(state(password(Duration.ofDays(7).minusSeconds(1), Duration.ofDays(2))))
                .isEqualTo(PasswordState.UNVERIFIED_UNLESS_UNREACHABLE);
        assertThat(state(password(Duration.ofDays(7), Duration.ZERO))).isEqualTo(PasswordState.EXPIRED);
    }

    @Test
    void aSupersededPasswordIsNotValidAndExpiresLater() {
        Instant at = NOW.minusSeconds(60);
        assertThat(state(new StoredPassword(Bench.HASH, at, at, at, true))).isEqualTo(PasswordState.SUPERSEDED);
        Instant longAgo = NOW.minus(Duration.ofDays(8));
        assertThat(state(new StoredPassword(Bench.HASH, longAgo, longAgo, NOW, true)))
                .isEqualTo(PasswordState.EXPIRED);
    }

    @Test
    void withTheShortestTtlForOutagesAPasswordIsOnlyValidWhileReachable() {
        CachePolicy policy = policy(Duration.ofMinutes(30));
        StoredPassword password = password(Duration.ofHours(2), Duration.ofHours(2));

        assertThat(PasswordState.of(password, policy, NOW)).isEqualTo(PasswordState.UNUSED);
    }

    private static PasswordState state(StoredPassword password) {
        return PasswordState.of(password, POLICY, NOW);
    }

    private static StoredPassword password(Duration verifiedAgo, Duration usedAgo) {
        Instant verified = NOW.minus(verifiedAgo);
        return new StoredPassword(Bench.HASH, verified, verified, NOW.minus(usedAgo), false);
    }

    private static CachePolicy policy(Duration unreachableTtl) {
        return new CachePolicy(
                true,
                Duration.ofHours(1),
                Duration.ofDays(1),
                unreachableTtl,
                4,
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                1_000,
                Duration.ofMinutes(10),
                Duration.ofHours(1));
    }
}
