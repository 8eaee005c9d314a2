package net.xcauth.core.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.http.Route;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.core.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionStepTest {
    private static final CloudSettings DIRECT = CloudSettings.defaults();

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "http://localhost/", "http://[::1]/", "https://192.0.2.1/"})
    void localAndEncryptedConnectionsAreFine(String url) {
        assertThat(EncryptionStep.inTheClear(URI.create(url), DIRECT)).isFalse();
        assertThat(examine(URI.create(url))).isEmpty();
    }

    @Test
    void unencryptedPasswordsAreAWarning() {
        URI url = URI.create("http://192.0.2.1/");

        assertThat(EncryptionStep.inTheClear(url, DIRECT)).isTrue();
        assertThat(examine(url))
                .hasValueSatisfying(finding -> assertThat(finding.level()).isEqualTo(Level.WARN));
    }

    @Test
    void aProxyIsAnotherMachine() {
        URI proxy = URI.create("http://127.0.0.1:8080");

        assertThat(EncryptionStep.inTheClear(URI.create("http://localhost/"), DIRECT.withProxy(proxy)))
                .isTrue();
    }

    private static Optional<Finding> examine(URI url) {
        return EncryptionStep.examine(Text.plain("encryption"), Route.to(url, DIRECT));
    }
}
