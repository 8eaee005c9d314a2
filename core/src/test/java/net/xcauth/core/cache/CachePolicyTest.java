package net.xcauth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachePolicyTest {
    private static CachePolicy policy(int passwordsPerUser, int maxUsers, Duration confirmation) {
        CachePolicy d = CachePolicy.defaults();
        return new CachePolicy(
                true,
                d.queryTtl(),
                d.verificationTtl(),
                d.unreachableTtl(),
                passwordsPerUser,
                d.isuserTtl(),
                d.isuserNegativeTtl(),
                d.recognition(),
                maxUsers,
                confirmation,
                d.appPasswordTtl());
    }

    @Test
    void sizesAreAtLeastOne() {
        assertThat(policy(1, 1, Duration.ZERO).maxUsers()).isOne();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy(0, 1, Duration.ZERO))
                .withMessage("passwordsPerUser must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy(1, 0, Duration.ZERO))
                .withMessage("maxUsers must be at least 1, got 0");
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT1S", "PT5S, PT1S", "PT2M, PT12S", "PT10M, PT1M", "PT10H, PT1M"})
    void missingUsersAreCheckedTenTimesUntilTheirConfirmationAndAtLeastEveryMinute(
            Duration confirmation, Duration check) {
        assertThat(policy(1, 1, confirmation).confirmationCheck()).isEqualTo(check);
    }
}
