package net.xcauth.openfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.metrics.CloudHealth;
import net.xcauth.openfire.administration.Administration;
import net.xcauth.openfire.provider.Place;
import net.xcauth.openfire.service.Service;
import net.xcauth.openfire.settings.SettingsReader;
import org.jivesoftware.util.JiveGlobals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.MockedStatic;

class SituationTest {
    private final MockedStatic<JiveGlobals> openfire = mockStatic(JiveGlobals.class);
    private final Administration administration = mock(Administration.class);
    private final Service service = mock(Service.class, RETURNS_DEEP_STUBS);

    @BeforeEach
    void configure() {
        configure("https://cloud.example.org/api");
        when(administration.service()).thenReturn(Optional.of(service));
        when(administration.wanted()).thenReturn(EnumSet.of(Place.AUTH, Place.USER));
        when(administration.serving()).thenReturn(EnumSet.of(Place.AUTH, Place.USER));
        tls("required");
    }

    @AfterEach
    void tearDown() {
        openfire.close();
    }

    private void configure(String url) {
        Map<String, String> properties = Map.of("nextcloudauth.url", url, "nextcloudauth.secret", "hush");
        when(administration.settings()).thenReturn(new SettingsReader(properties::get, "example.org").read());
    }

    private void tls(String policy) {
        openfire.when(() -> JiveGlobals.getProperty(eq("xmpp.client.tls.policy"), anyString())).thenReturn(policy);
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
    @CsvSource({"optional, true", "disabled, true", "required, false", "REQUIRED, false"})
    void clientsMustUseTls(String policy, boolean warned) {
        tls(policy);
        assertThat(situation().plainWithoutTls()).isEqualTo(warned);
        when(administration.wanted()).thenReturn(EnumSet.of(Place.USER));
        assertThat(situation().plainWithoutTls()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"http://192.0.2.1/api, true", "http://127.0.0.1/api, false", "https://192.0.2.1/api, false"})
    void passwordsMustTravelEncrypted(String url, boolean warned) {
        configure(URI.create(url).toString());
        assertThat(situation().cloudInTheClear()).isEqualTo(warned);
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
}
