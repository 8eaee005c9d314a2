package net.xcauth.bridge.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.xcauth.bridge.protocol.Request.Auth;
import net.xcauth.bridge.protocol.Request.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslauthdCodecTest {
    private static final Request REQUEST = new Auth("alice", "example.org", "secret");

    private final Conversation conversation = new Conversation(Protocol.SASLAUTHD);
    private final Conversation withDefault =
            new Conversation(Protocol.SASLAUTHD, new CodecSettings(65_536, "default.example"));

    @Test
    void repliesAreFieldsThatBeginWithOkOrNo() {
        assertThat(field(conversation.encode(REQUEST, Reply.YES))).startsWith("OK");
        assertThat(field(conversation.encode(REQUEST, Reply.NO))).startsWith("NO");
    }

    @Test
    void cannotTellClosesTheConnectionWithoutAReply() {
        assertThat(conversation.encode(REQUEST, Reply.CANNOT_TELL)).isEmpty();
        assertThat(conversation.endsWith(Reply.CANNOT_TELL)).isTrue();
        assertThat(conversation.endsWith(Reply.NO)).isFalse();
    }

    @Test
    void theServiceIsIgnored() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.sasl("alice", "a:b:ü", "smtp", "example.org")))
                .isEqualTo(new Auth("alice", "example.org", "a:b:ü"));
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, alice, example.org",
        "a@b@example.org, a@b, example.org",
        "@example.org, '', example.org"
    })
    void withoutARealmTheDomainFollowsTheLastAtSign(String sent, String user, String domain) throws ProtocolException {
        assertThat(withDefault.receiveOne(Bytes.sasl(sent, "secret", "imap", "")))
                .isEqualTo(new Auth(user, domain, "secret"));
    }

    @Test
    void aRealmTakesPrecedenceOverAnAtSignInTheUser() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.sasl("alice@work", "secret", "imap", "example.org")))
                .isEqualTo(new Auth("alice@work", "example.org", "secret"));
    }

    @Test
    void aUserWithoutADomainGetsTheDefaultDomain() throws ProtocolException {
        assertThat(withDefault.receiveOne(Bytes.sasl("alice", "secret", "imap", "")))
                .isEqualTo(new Auth("alice", "default.example", "secret"));
    }

    @Test
    void aUserWithoutAnyDomainIsMalformedAndRefused() throws ProtocolException {
        Request request = conversation.receiveOne(Bytes.sasl("alice", "secret", "imap", ""));

        assertThat(request)
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.why()).contains("default-domain"));
        assertThat(field(conversation.encode(request, Reply.NO))).startsWith("NO");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void invalidUtf8IsMalformedAndTheNextRequestIsStillRead(int position) throws ProtocolException {
        byte[][] fields = {Bytes.frame("alice"), Bytes.frame("secret"), Bytes.frame("imap"), Bytes.frame("example.org")
        };
        fields[position] = Bytes.frame(new byte[] {(byte) 0xE2, (byte) 0x82});

        assertThat(conversation.receive(
                        Bytes.join(Bytes.join(fields), Bytes.sasl("alice", "secret", "imap", "example.org"))))
                .containsExactly(new Malformed("it is not UTF-8"), REQUEST);
    }

    @Test
    void fourEmptyFieldsAreMalformed() throws ProtocolException {
        assertThat(conversation.receiveOne(new byte[8])).isInstanceOf(Malformed.class);
    }

    @Test
    void fieldsThatTogetherExceedTheLimitAreRefusedBeforeTheyArrive() {
        Conversation small = new Conversation(Protocol.SASLAUTHD, new CodecSettings(256, ""));
        byte[] user = Bytes.frame("u".repeat(200));

        ProtocolException refusal = catchThrowableOfType(
                ProtocolException.class, () -> small.receive(Bytes.join(user, new byte[] {0, 100})));

        assertThat(refusal).hasMessage("a request is longer than 256 bytes");
        assertThat(field(refusal.reply())).startsWith("NO");
    }

    @Test
    void anExcessiveLengthIsRefusedAtOnce() {
        Conversation small = new Conversation(Protocol.SASLAUTHD, new CodecSettings(256, ""));

        assertThat(catchThrowableOfType(
                        ProtocolException.class, () -> small.receive(new byte[] {(byte) 0xFF, (byte) 0xFF})))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 20})
    void inputMustNotEndWithinARequest(int length) throws ProtocolException {
        conversation.receive(Arrays.copyOf(Bytes.sasl("alice", "secret", "imap", "example.org"), length));

        assertThat(conversation.unfinished()).contains("in the middle of a request");
    }

    private static String field(byte[] encoded) {
        byte[] content = Arrays.copyOfRange(encoded, 2, encoded.length);
        assertThat(encoded).isEqualTo(Bytes.frame(content));
        return new String(content, StandardCharsets.US_ASCII);
    }
}
