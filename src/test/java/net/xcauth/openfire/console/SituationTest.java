package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.service.Exemption;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.Setting;
import net.xcauth.openfire.settings.SettingsReader;
import org.jivesoftware.openfire.Connection.TLSPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.MockedStatic;

class SituationTest {
    private final MockedStatic<ClientAccess> clients = mockStatic(ClientAccess.class);
    private final Administration administration = mock(Administration.class);
    private final Service service = mock(Service.class, RETURNS_DEEP_STUBS);

    @BeforeEach
    void configure() {
        configure("https://cloud.example.org/externalApi.php");
        when(administration.service()).thenReturn(Optional.of(service));
        when(administration.wanted()).thenReturn(EnumSet.of(Place.AUTH, Place.USER));
        when(administration.serving()).thenReturn(EnumSet.of(Place.AUTH, Place.USER));
        when(service.rejectedSecret()).thenReturn(Optional.empty());
        clients.when(ClientAccess::offersPlain).thenReturn(true);
        clients.when(ClientAccess::plainHttpPort).thenReturn(Optional.empty());
        tls(TLSPolicy.required, TLSPolicy.required);
    }

    @AfterEach
    void tearDown() {
        clients.close();
    }

    private void configure(String url, String... more) {
        Map<String, String> properties =
                new HashMap<>(Map.of("nextcloudauth.url", url, "nextcloudauth.secret", "hush"));
        for (int i = 0; i < more.length; i += 2) {
            properties.put("nextcloudauth." + more[i], more[i + 1]);
        }
        when(administration.settings()).thenReturn(new SettingsReader(properties::get, "example.org").read());
        doAnswer(call -> Optional.ofNullable(
                        properties.get(call.<Setting>getArgument(0).property())))
                .when(administration)
                .stored(any());
    }

    /** @param running null if the port is closed */
    private void tls(TLSPolicy configured, TLSPolicy running) {
        clients.when(ClientAccess::configured).thenReturn(configured);
        clients.when(ClientAccess::running).thenReturn(Optional.ofNullable(running));
    }

    private Situation situation() {
        return new Situation(administration);
    }

    @Test
    void nothingIsWrongAsItIs() {
        when(service.clockAhead()).thenReturn(Optional.of(Duration.ofSeconds(4)));
        assertThat(situation().missing()).isEmpty();
        assertThat(situation().serves()).isTrue();
        assertThat(situation().plainWithoutTls()).isFalse();
        assertThat(situation().cloudInTheClear()).isFalse();
        assertThat(situation().clockSkew()).isEmpty();
    }

    @Test
    void aPlaceThatSomebodyElseHasTakenIsMissing() {
        when(administration.serving()).thenReturn(EnumSet.of(Place.USER));
        assertThat(situation().missing()).containsExactly(Place.AUTH);
        assertThat(situation().serves()).isFalse();
    }

    @Test
    void nothingServesWhereNothingIsWanted() {
        when(administration.wanted()).thenReturn(Set.of());
        assertThat(situation().serves()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "optional, optional, true, false",
        "disabled, required, true, false",
        "required, required, false, false",
        "required, optional, false, true",
        "optional, , false, false",
        "required, , false, false"
    })
    void clientsMustUseTls(TLSPolicy configured, TLSPolicy running, boolean warned, boolean untilRestart) {
        tls(configured, running);
        assertThat(situation().plainWithoutTls()).isEqualTo(warned);
        assertThat(situation().plainUntilRestart()).isEqualTo(untilRestart);
        when(administration.wanted()).thenReturn(EnumSet.of(Place.USER));
        assertThat(situation().plainWithoutTls()).isFalse();
        assertThat(situation().plainUntilRestart()).isFalse();
    }

    @Test
    void whatClientsAreOfferedMattersOnlyWhereLoginsAreServed() {
        clients.when(ClientAccess::offersPlain).thenReturn(false);
        clients.when(ClientAccess::plainHttpPort).thenReturn(Optional.of(7070));
        assertThat(situation().lacksPlain()).isTrue();
        assertThat(situation().plainHttpPort()).contains(7070);
        when(administration.wanted()).thenReturn(EnumSet.of(Place.USER));
        assertThat(situation().lacksPlain()).isFalse();
        assertThat(situation().plainHttpPort()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1/externalApi.php, true",
        "http://127.0.0.1/externalApi.php, false",
        "https://192.0.2.1/externalApi.php, false"
    })
    void passwordsMustTravelEncrypted(String url, boolean warned) {
        configure(URI.create(url).toString());
        assertThat(situation().cloudInTheClear()).isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1/, false, true",
        "http://192.0.2.1/, true, false",
        "http://127.0.0.1/, false, false",
        "https://192.0.2.1/, false, false"
    })
    void passwordsAreHeldBackRatherThanSentInTheClear(String url, String allowed, boolean heldBack) {
        configure(url, "allowHttp", allowed);
        assertThat(situation().passwordsAreHeldBack()).isEqualTo(heldBack);
        configure(url + "externalApi.php");
        assertThat(situation().passwordsAreHeldBack())
                .as("the JSXC API has always taken them")
                .isFalse();
    }

    @Test
    void theKindOfCloudIsKnownByItsAddress() {
        assertThat(situation().isForJsxc()).isTrue();
        assertThat(situation().nextcloud()).isEmpty();
        configure("https://cloud.example.org/");
        assertThat(situation().isForJsxc()).isFalse();
        assertThat(situation().nextcloud()).isPresent();
        assertThat(situation().serviceIsAdministrator()).isFalse();
        configure("https://cloud.example.org/", "servicePassword", "app-passw0rd", "serviceAccount", "admin");
        assertThat(situation().serviceIsAdministrator()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, any", "false, any", "false, app-only", ", any"})
    void theCloudsBruteForceProtectionMattersWhereLoginPasswordsAreSent(Boolean exempt, String passwords) {
        Exemption exemption = mock(Exemption.class);
        when(exemption.isExempt()).thenReturn(Optional.ofNullable(exempt));
        when(service.exemption()).thenReturn(Optional.of(exemption));
        configure("https://cloud.example.org/", "passwords", passwords);
        assertThat(situation().isExempt())
                .isEqualTo(passwords.equals("any") ? Optional.ofNullable(exempt) : Optional.empty());
        configure("https://cloud.example.org/externalApi.php");
        assertThat(situation().isExempt()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT5S, true", "PT-5S, true", "PT4.9S, false", "PT-4.9S, false"})
    void clocksMustAgree(Duration ahead, boolean warned) {
        when(service.clockAhead()).thenReturn(Optional.of(ahead));
        assertThat(situation().clockSkew().isPresent()).isEqualTo(warned);
    }

    @Test
    void theCloudIsAsItWasLastSeen() {
        when(service.health()).thenReturn(List.of());
        assertThat(situation().cloudAnswers()).isFalse();
        when(service.health()).thenReturn(List.of(new CloudHealth("https://c", true, Instant.EPOCH, Optional.empty())));
        assertThat(situation().cloudAnswers()).isTrue();
        when(service.unreachable()).thenReturn(Map.of(URI.create("https://c"), true));
        assertThat(situation().breakerIsOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, false",
        "TIMEOUT, false",
        "TLS, false",
        "GATEWAY, false",
        "MAINTENANCE, true",
        "SIGNATURE, true",
        "SERVICE_ACCOUNT, true",
        "RATE_LIMITED, true",
        "OTHER_ACCOUNT, true"
    })
    void aCloudThatSaysNoToWhatItIsAskedAnswers(Cause cause, boolean answers) {
        when(service.health())
                .thenReturn(List.of(new CloudHealth(
                        "https://c",
                        false,
                        Instant.EPOCH,
                        Optional.of(new CloudHealth.Failure(Instant.EPOCH, cause, "so it is")))));
        assertThat(situation().cloudAnswers()).isEqualTo(answers);
        assertThat(situation().refusal()).isEqualTo(answers ? Optional.of(cause) : Optional.empty());
    }
}
