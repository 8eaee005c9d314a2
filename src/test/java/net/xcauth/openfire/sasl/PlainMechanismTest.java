package net.xcauth.openfire.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

/** SASL while one version of the plugin follows another; Openfire's own mechanisms are the test's here. */
class PlainMechanismTest {
    private static final byte[] RESPONSE = {1};

    private final SaslServer openfires = Mockito.mock();
    private final Clock clock = Mockito.mock();
    private final PlainMechanism plugin = new PlainMechanism(name -> name, clock);

    private static final class OtherProvider extends Provider {
        private static final long serialVersionUID = 1L;

        OtherProvider(SaslServer server) {
            super("other", "1.0", "of the test");
            for (String mechanism : new String[] {"PLAIN", "SCRAM-SHA-1", "EXTERNAL"}) {
                putService(new Service(this, "SaslServerFactory", mechanism, "of the test", null, null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return new OtherFactory(server);
                    }
                });
            }
        }
    }

    private record OtherFactory(SaslServer server) implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(
                String mechanism,
                String protocol,
                String serverName,
                Map<String, ?> properties,
                CallbackHandler handler) {
            return server;
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[] {"PLAIN", "SCRAM-SHA-1", "EXTERNAL"};
        }
    }

    @BeforeEach
    void install() {
        Mockito.when(clock.instant()).thenReturn(Instant.EPOCH);
        Security.addProvider(new OtherProvider(openfires));
        plugin.install();
    }

    @AfterEach
    void remove() {
        Security.removeProvider("xcauth");
        Security.removeProvider("other");
    }

    static Stream<Exception> refusals() {
        return Stream.of(
                new SaslException("no"),
                new SaslFailureException(Failure.NOT_AUTHORIZED),
                new IllegalArgumentException("not a name"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalsAreTemporary(Exception refusal) throws Exception {
        plugin.handOver();
        Mockito.when(openfires.evaluateResponse(RESPONSE)).thenThrow(refusal);
        assertThat(failure(find("PLAIN"))).isEqualTo(Failure.TEMPORARY_AUTH_FAILURE);
        assertThat(failure(find("SCRAM-SHA-1"))).isEqualTo(Failure.TEMPORARY_AUTH_FAILURE);
    }

    @Test
    void otherFailuresAreUnchanged() throws Exception {
        plugin.handOver();
        Mockito.when(openfires.evaluateResponse(RESPONSE))
                .thenThrow(new SaslFailureException(Failure.MALFORMED_REQUEST));
        assertThat(failure(find("PLAIN"))).isEqualTo(Failure.MALFORMED_REQUEST);
    }

    @Test
    void usersWhomOpenfireAcceptsAreLoggedIn() throws Exception {
        plugin.handOver();
        Mockito.when(openfires.evaluateResponse(RESPONSE)).thenReturn(new byte[] {2});
        Mockito.when(openfires.isComplete()).thenReturn(true);
        Mockito.when(openfires.getAuthorizationID()).thenReturn("admin");
        SaslServer server = find("PLAIN");
        assertThat(server.evaluateResponse(RESPONSE)).containsExactly(2);
        assertThat(server.isComplete()).isTrue();
        assertThat(server.getAuthorizationID()).isEqualTo("admin");
    }

    @Test
    void mechanismsWithoutPasswordsAreNotReplaced() throws Exception {
        plugin.handOver();
        assertThat(find("EXTERNAL")).isSameAs(openfires);
    }

    @Test
    void noAdditionalMechanismIsOffered() throws Exception {
        plugin.handOver();
        assertThat(find("NEW")).isNull();
        SaslServerFactory factory = (SaslServerFactory) Security.getProvider("xcauth")
                .getService("SaslServerFactory", "PLAIN")
                .newInstance(null);
        assertThat(factory.getMechanismNames(Map.of())).isEmpty();
    }

    @Test
    void theNextVersionEndsTheInterim() throws Exception {
        plugin.handOver();
        PlainMechanism next = new PlainMechanism(name -> name, clock);
        next.install();
        assertThat(find("PLAIN")).isInstanceOf(PlainServer.class);
        plugin.remove();
        assertThat(find("PLAIN")).isInstanceOf(PlainServer.class);
        next.remove();
        assertThat(Security.getProvider("xcauth")).isNull();
    }

    @Test
    void theInterimEndsAfterAMinute() throws Exception {
        plugin.handOver();
        Mockito.when(clock.instant()).thenReturn(Instant.EPOCH.plusSeconds(59));
        assertThat(find("PLAIN")).isInstanceOf(InterimServer.class);
        Mockito.when(clock.instant()).thenReturn(Instant.EPOCH.plusSeconds(60));
        assertThat(find("PLAIN")).isSameAs(openfires);
        assertThat(Security.getProvider("xcauth")).isNull();
    }

    @Test
    void aMechanismChosenBeforeThePluginWasLoadedRefusesNobody() throws Exception {
        Mockito.when(openfires.evaluateResponse(RESPONSE)).thenThrow(new SaslException("not known to the plugin"));
        assertThat(failure(find("SCRAM-SHA-1"))).isEqualTo(Failure.TEMPORARY_AUTH_FAILURE);
        Mockito.when(clock.instant()).thenReturn(Instant.EPOCH.plus(Duration.ofDays(1000)));
        assertThat(find("SCRAM-SHA-1")).isInstanceOf(InterimServer.class);
        plugin.remove();
        assertThat(find("SCRAM-SHA-1")).isSameAs(openfires);
    }

    @Test
    void aPluginThatDoesNotServeLoginsLeavesNothingBehind() throws Exception {
        plugin.remove();
        plugin.handOver();
        assertThat(find("PLAIN")).isSameAs(openfires);
    }

    private static SaslServer find(String mechanism) throws SaslException {
        return Sasl.createSaslServer(mechanism, "xmpp", "example.org", Map.of(), callbacks -> {});
    }

    private static Failure failure(SaslServer server) {
        try {
            server.evaluateResponse(RESPONSE);
            throw new AssertionError("let in");
        } catch (SaslException e) {
            return ((SaslFailureException) e).getFailure();
        }
    }
}
