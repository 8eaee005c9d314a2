package net.xcauth.bridge.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import net.xcauth.bridge.protocol.Request.Auth;
import net.xcauth.bridge.protocol.Request.IsUser;
import net.xcauth.bridge.protocol.Request.Malformed;
import net.xcauth.bridge.protocol.Request.Quit;
import net.xcauth.bridge.protocol.Request.RemoveUser;
import net.xcauth.bridge.protocol.Request.Unsupported;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EjabberdCodecTest {
    private static final Request REQUEST = new IsUser("alice", "example.org");

    private final Conversation conversation = new Conversation(Protocol.EJABBERD);

    @Test
    void repliesAreFourBytes() {
        assertThat(conversation.encode(REQUEST, Reply.YES)).containsExactly(0, 2, 0, 1);
        assertThat(conversation.encode(REQUEST, Reply.NO)).containsExactly(0, 2, 0, 0);
        assertThat(conversation.encode(REQUEST, Reply.CANNOT_TELL)).containsExactly(0, 2, 0, 0);
    }

    @Test
    void onlyTheFirstThreeColonsSeparateFields() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.frame("auth:alice:example.org::a:b:")))
                .isEqualTo(new Auth("alice", "example.org", ":a:b:"));
    }

    @Test
    void lineEndsAndNulsBelongToThePassword() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.frame("auth:a:b:c\r\n\0d\n")))
                .isEqualTo(new Auth("a", "b", "c\r\n\0d\n"));
    }

    @Test
    void lengthsAreUnsigned() throws ProtocolException {
        String password = "x".repeat(0x9000);

        assertThat(conversation.receiveOne(Bytes.frame("auth:a:b:" + password)))
                .isEqualTo(new Auth("a", "b", password));
    }

    @Test
    void theLongestPossibleFrameIsAccepted() throws ProtocolException {
        String password = "x".repeat(65_535 - "auth:a:b:".length());

        assertThat(conversation.receiveOne(Bytes.frame("auth:a:b:" + password)))
                .isEqualTo(new Auth("a", "b", password));
    }

    @Test
    void lengthZeroEndsTheSession() throws ProtocolException {
        assertThat(conversation.receive(Bytes.join(Bytes.frame("isuser:alice:example.org"), new byte[] {0, 0})))
                .containsExactly(REQUEST, new Quit());
    }

    @Test
    void invalidUtf8IsMalformedAndTheNextRequestIsStillRead() throws ProtocolException {
        byte[] bad = Bytes.frame(new byte[] {'i', 's', (byte) 0xFF, (byte) 0xFE});

        assertThat(conversation.receive(Bytes.join(bad, Bytes.frame("isuser:alice:example.org"))))
                .containsExactly(new Malformed("it is not UTF-8"), REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"setpass:a:b:c", "tryregister:a:b:c"})
    void requestsToChangePasswordsAndAccountsAreUnsupported(String frame) throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.frame(frame))).isInstanceOf(Unsupported.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"removeuser:alice:example.org", "removeuser3:alice:example.org:a password"})
    void theRemovalOfAUserIsParsedAndItsPasswordIgnored(String frame) throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.frame(frame))).isEqualTo(new RemoveUser("alice", "example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "removeuser:a", "quit", "roster:alice:example.org", "auth:a:b", "isuser:a:b:c"})
    void anythingElseIsMalformed(String frame) throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.frame(frame))).isInstanceOf(Malformed.class);
    }

    @Test
    void aFrameOverTheLimitIsRefusedAsSoonAsItsLengthIsKnown() {
        Conversation small = new Conversation(Protocol.EJABBERD, new CodecSettings(256, ""));

        ProtocolException refusal =
                catchThrowableOfType(ProtocolException.class, () -> small.receive(new byte[] {1, 1}));

        assertThat(refusal).hasMessage("a frame of 257 bytes is longer than 256");
        assertThat(refusal.reply()).containsExactly(0, 2, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void inputMustNotEndWithinAFrame(int length) throws ProtocolException {
        conversation.receive(Arrays.copyOf(Bytes.frame("isuser:a:b"), length));

        assertThat(conversation.unfinished()).contains("in the middle of a request");
    }

    @Test
    void inputMayEndAfterAFrame() throws ProtocolException {
        conversation.receive(Bytes.frame("isuser:a:b"));

        assertThat(conversation.unfinished()).isEmpty();
    }
}
