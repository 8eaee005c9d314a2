package net.xcauth.openfire.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jivesoftware.openfire.sasl.Failure;
import org.jivesoftware.openfire.sasl.SaslFailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainServerTest {
    private final PlainMechanism mechanism = new PlainMechanism(name -> name, Clock.systemUTC());
    private final PlainServer server = new PlainServer(
            callbacks -> {
                throw new AssertionError("nobody has been let in");
            },
            name -> name,
            () -> false,
            Optional.empty());

    @AfterEach
    void remove() {
        mechanism.remove();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice", "alice\0wonderland", "\0\0wonderland", "\0alice\0", "\0alice\0wonder\0land", "\0\0"})
    void rejectsAMalformedMessage(String message) {
        assertIsMalformed(message.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rejectsAMessageThatIsNotUtf8() {
        assertIsMalformed("\0jürgen\0Grüße".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void requestsTheMessageWithoutAnInitialResponse() throws SaslException {
        assertThat(server.evaluateResponse(new byte[0])).isNull();
        assertThat(server.isComplete()).isFalse();
        assertIsMalformed(new byte[] {'x'});
    }

    @Test
    void hasNoUserBeforeTheLoginSucceeds() {
        assertIsMalformed(new byte[] {'x'});
        assertThatThrownBy(server::getAuthorizationID).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.getNegotiatedProperty(Sasl.QOP)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.evaluateResponse(new byte[] {'x'})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isOfferedWhileItIsInstalled() throws SaslException {
        assertThat(find("xmpp")).isNull();
        mechanism.install();
        mechanism.install();
        assertThat(find("xmpp")).isInstanceOf(PlainServer.class);
        assertThat(find("imap")).isNull();
        mechanism.remove();
        mechanism.remove();
        assertThat(find("xmpp")).isNull();
    }

    @Test
    void isNotRemovedByAnEarlierInstallation() throws SaslException {
        PlainMechanism next = new PlainMechanism(name -> name, Clock.systemUTC());
        mechanism.install();
        next.install();
        mechanism.remove();
        assertThat(find("xmpp")).isInstanceOf(PlainServer.class);
        next.remove();
        assertThat(find("xmpp")).isNull();
    }

    private static SaslServer find(String protocol) throws SaslException {
        return Sasl.createSaslServer(PlainServer.MECHANISM, protocol, "example.org", Map.of(), callbacks -> {});
    }

    private void assertIsMalformed(byte[] message) {
        assertThatThrownBy(() -> server.evaluateResponse(message))
                .isInstanceOfSatisfying(
                        SaslFailureException.class,
                        e -> assertThat(e.getFailure()).isEqualTo(Failure.MALFORMED_REQUEST));
        assertThat(server.isComplete()).isTrue();
    }
}
