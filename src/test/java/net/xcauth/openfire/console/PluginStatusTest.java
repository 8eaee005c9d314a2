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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.Cause;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.ProviderSlot;
import net.xcauth.openfire.service.BruteForceExemption;
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

class PluginStatusTest {
    private final MockedStatic<ClientAccess> clients = mockStatic(ClientAccess.class);
    private final Administration administration = mock(Administration.class);
    private final Service service = mock(Service.class, RETURNS_DEEP_STUBS);

    @BeforeEach
    void configure() {
        configure("https://cloud.example.org/externalApi.php");
        when(administration.service()).thenReturn(Optional.of(service));
        when(administration.configuredSlots()).thenReturn(EnumSet.of(ProviderSlot.AUTH, ProviderSlot.USER));
        when(administration.servedSlots()).thenReturn(EnumSet.of(ProviderSlot.AUTH, ProviderSlot.USER));
        when(service.cloud().rejection()).thenReturn(Optional.empty());
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
        when(administration.settings())
                .thenReturn(
                        new SettingsReader(name -> Optional.ofNullable(properties.get(name)), "example.org").read());
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

    private PluginStatus status() {
        return new PluginStatus(administration);
    }

    @Test
    void aCompleteConfigurationHasNoProblems() {
        when(service.cloud().clockAhead()).thenReturn(Optional.of(Duration.ofSeconds(4)));
        assertThat(status().missing()).isEmpty();
        assertThat(status().serves()).isTrue();
        assertThat(status().plainWithoutTls()).isFalse();
        assertThat(status().cloudInTheClear()).isFalse();
        assertThat(status().clockSkew()).isEmpty();
    }

    @Test
    void aSlotTakenByAnotherProviderIsMissing() {
        when(administration.servedSlots()).thenReturn(EnumSet.of(ProviderSlot.USER));
        assertThat(status().missing()).containsExactly(ProviderSlot.AUTH);
        assertThat(status().serves()).isFalse();
    }

    @Test
    void nothingIsServedIfNothingIsConfigured() {
        when(administration.configuredSlots()).thenReturn(Set.of());
        assertThat(status().serves()).isFalse();
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
        assertThat(status().plainWithoutTls()).isEqualTo(warned);
        assertThat(status().plainUntilRestart()).isEqualTo(untilRestart);
        when(administration.configuredSlots()).thenReturn(EnumSet.of(ProviderSlot.USER));
        assertThat(status().plainWithoutTls()).isFalse();
        assertThat(status().plainUntilRestart()).isFalse();
    }

    @Test
    void offeredMechanismsMatterOnlyIfThePluginServesLogins() {
        clients.when(ClientAccess::offersPlain).thenReturn(false);
        clients.when(ClientAccess::plainHttpPort).thenReturn(Optional.of(7070));
        assertThat(status().lacksPlain()).isTrue();
        assertThat(status().plainHttpPort()).contains(7070);
        when(administration.configuredSlots()).thenReturn(EnumSet.of(ProviderSlot.USER));
        assertThat(status().lacksPlain()).isFalse();
        assertThat(status().plainHttpPort()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1/externalApi.php, true",
        "http://127.0.0.1/externalApi.php, false",
        "https://192.0.2.1/externalApi.php, false"
    })
    void passwordsMustBeEncryptedInTransit(String url, boolean warned) {
        configure(URI.create(url).toString());
        assertThat(status().cloudInTheClear()).isEqualTo(warned);
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
        assertThat(status().passwordsAreHeldBack()).isEqualTo(heldBack);
        configure(url + "externalApi.php");
        assertThat(status().passwordsAreHeldBack())
                .as("the JSXC API has always taken them")
                .isFalse();
    }

    @Test
    void theAddressTellsTheKindOfCloud() {
        assertThat(status().isForJsxc()).isTrue();
        assertThat(status().nextcloud()).isEmpty();
        configure("https://cloud.example.org/");
        assertThat(status().isForJsxc()).isFalse();
        assertThat(status().nextcloud()).isPresent();
        assertThat(status().serviceIsAdministrator()).isFalse();
        configure("https://cloud.example.org/", "servicePassword", "app-passw0rd", "serviceAccount", "admin");
        assertThat(status().serviceIsAdministrator()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, any", "false, any", "false, app-only", ", any"})
    void bruteForceProtectionMattersIfLoginPasswordsAreSent(Boolean exempt, String passwords) {
        BruteForceExemption exemption = mock(BruteForceExemption.class);
        when(exemption.isExempt()).thenReturn(Optional.ofNullable(exempt));
        when(service.cloud().exemption()).thenReturn(Optional.of(exemption));
        configure("https://cloud.example.org/", "passwords", passwords);
        assertThat(status().isExempt())
                .isEqualTo(passwords.equals("any") ? Optional.ofNullable(exempt) : Optional.empty());
        configure("https://cloud.example.org/externalApi.php");
        assertThat(status().isExempt()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT5S, true", "PT-5S, true", "PT4.9S, false", "PT-4.9S, false"})
    void clocksMustAgree(Duration ahead, boolean warned) {
        when(service.cloud().clockAhead()).thenReturn(Optional.of(ahead));
        assertThat(status().clockSkew().isPresent()).isEqualTo(warned);
    }

    @Test
    void theStateOfTheCloudIsThatOfItsLastAnswer() {
        when(service.cloud().health()).thenReturn(Optional.empty());
        assertThat(status().cloudAnswers()).isFalse();
        when(service.cloud().health())
                .thenReturn(Optional.of(new CloudHealth("https://c", true, Instant.EPOCH, Optional.empty())));
        assertThat(status().cloudAnswers()).isTrue();
        when(service.cloud().unreachable()).thenReturn(Map.of(URI.create("https://c"), true));
        assertThat(status().breakerIsOpen()).isTrue();
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
    void aCloudThatRefusesRequestsStillAnswers(Cause cause, boolean answers) {
        when(service.cloud().health())
                .thenReturn(Optional.of(new CloudHealth(
                        "https://c",
                        false,
                        Instant.EPOCH,
                        Optional.of(new CloudHealth.Failure(Instant.EPOCH, cause, "so it is")))));
        assertThat(status().cloudAnswers()).isEqualTo(answers);
        assertThat(status().refusal()).isEqualTo(answers ? Optional.of(cause) : Optional.empty());
    }
}
