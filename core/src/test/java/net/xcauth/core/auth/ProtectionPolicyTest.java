package net.xcauth.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProtectionPolicyTest {
    private static ProtectionPolicy policy(int breakerFailures, int guessLimit) {
        return new ProtectionPolicy(breakerFailures, Duration.ofSeconds(5), guessLimit, Duration.ofMinutes(5));
    }

    @Test
    void limitsAreAtLeastOne() {
        assertThat(policy(1, 1).guessLimit()).isOne();
        assertThatIllegalArgumentException().isThrownBy(() -> policy(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> policy(1, 0));
    }
}
