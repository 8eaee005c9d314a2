package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    @Test
    void theLastAtSignSeparates() {
        assertThat(Login.of("alice@home@example.org", "wonderland"))
                .isEqualTo(new Login("alice@home", "example.org", "wonderland"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "alice@", "@example.org"})
    void anInvalidAddressIsNamed(String address) {
        assertThatThrownBy(() -> Login.of(address, "wonderland"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll('"' + address + '"', "USER@DOMAIN")
                .hasMessageNotContaining("wonderland");
    }

    @Test
    void anEmptyPasswordIsRefused() {
        assertThatThrownBy(() -> Login.of("alice@example.org", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("alice@example.org", "standard input");
    }

    @Test
    void theDescriptionHidesThePassword() {
        assertThat(Login.of("alice@example.org", "wonderland").toString())
                .contains("alice@example.org")
                .doesNotContain("wonderland");
    }
}
