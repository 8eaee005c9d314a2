package net.xcauth.bridge.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.xcauth.bridge.protocol.Request.IsUser;
import net.xcauth.bridge.protocol.Request.Malformed;
import net.xcauth.bridge.protocol.Request.Quit;
import net.xcauth.bridge.protocol.Request.Unsupported;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostfixCodecTest {
    private static final Request REQUEST = new IsUser("alice", "example.org");

    private final Conversation conversation = new Conversation(Protocol.POSTFIX);

    @Test
    void cannotTellIsATemporaryErrorAndNoAPermanentOne() {
        assertThat(conversation.encodedText(REQUEST, Reply.YES)).matches("200 [ -~]*\n");
        assertThat(conversation.encodedText(REQUEST, Reply.NO)).matches("500 [ -~]*\n");
        assertThat(conversation.encodedText(REQUEST, Reply.CANNOT_TELL)).matches("400 [ -~]*\n");
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, alice, example.org",
        "%61lice%40example.org, alice, example.org",
        "j%C3%BCrgen@b%c3%bccher.example, jürgen, bücher.example",
        "a%25b@example.org, a%b, example.org",
        "a%20b@example.org, 'a b', example.org",
        "a@b@example.org, a@b, example.org",
        "a+x@example.org, a+x, example.org"
    })
    void addressesArePercentEncoded(String key, String user, String domain) throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("get " + key + "\n"))).isEqualTo(new IsUser(user, domain));
    }

    @Test
    void aCarriageReturnBeforeTheLineFeedIsStripped() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("get alice@example.org\r\n")))
                .isEqualTo(REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%@example.org",
                "a%4",
                "a%",
                "%zz@example.org",
                "a%+1@example.org",
                "a%4g@example.org",
                "%C3@example.org",
                "%FF%FE@example.org"
            })
    void invalidEscapesAreMalformedAndTheNextRequestIsStillRead(String key) throws ProtocolException {
        List<Request> requests = conversation.receive(Bytes.of("get " + key + "\nget alice@example.org\n"));

        assertThat(requests).hasSize(2).last().isEqualTo(REQUEST);
        assertThat(requests.get(0)).isInstanceOf(Malformed.class);
        assertThat(conversation.encodedText(requests.get(0), Reply.NO)).startsWith("500 ");
    }

    @Test
    void rawBytesAreAcceptedIfTheyAreUtf8() throws ProtocolException {
        assertThat(conversation.receive(Bytes.join(
                        Bytes.of("get jürgen@example.org\n"),
                        "get jürgen@example.org\n".getBytes(StandardCharsets.ISO_8859_1))))
                .containsExactly(
                        new IsUser("jürgen", "example.org"), new Malformed("the address is not %-encoded UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "@example.org", "alice", "alice@", "", "%40"})
    void domainsAndBareNamesAreAnsweredNoWithoutAnError(String key) throws ProtocolException {
        Request request = conversation.receiveOne(Bytes.of("get " + key + "\n"));

        assertThat(request).isInstanceOf(Unsupported.class);
        assertThat(conversation.encodedText(request, Reply.NO)).isEqualTo("500 No such user\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "get", "put alice@example.org x", "GET alice@example.org", "auth:a:b:c"})
    void onlyGetIsSupported(String line) throws ProtocolException {
        Request request = conversation.receiveOne(Bytes.of(line + "\n"));

        assertThat(request).isInstanceOf(Malformed.class);
        assertThat(conversation.encodedText(request, Reply.NO)).isEqualTo("500 Illegal request\n");
    }

    @Test
    void quitEndsTheConnection() throws ProtocolException {
        assertThat(conversation.receiveOne(Bytes.of("quit\n"))).isEqualTo(new Quit());
    }

    @Test
    void aRequestMayBe4096BytesLong() throws ProtocolException {
        String user = "u".repeat(4096 - "get @example.org".length());

        assertThat(conversation.receiveOne(Bytes.of("get " + user + "@example.org\n")))
                .isEqualTo(new IsUser(user, "example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", ""})
    void aLongerRequestIsATemporaryErrorWhateverTheFrameLimit(String end) {
        Conversation generous = new Conversation(Protocol.POSTFIX, new CodecSettings(1 << 24, ""));

        ProtocolException refusal = catchThrowableOfType(
                ProtocolException.class, () -> generous.receive(Bytes.of("get " + "u".repeat(4096) + end)));

        assertThat(refusal).hasMessage("a line is longer than 4096 bytes");
        assertThat(refusal.reply()).asString(StandardCharsets.US_ASCII).matches("400 [ -~]*\n");
    }

    @Test
    void inputMustNotEndWithinALine() throws ProtocolException {
        conversation.receive(Bytes.of("get alice@exa"));

        assertThat(conversation.unfinished()).contains("in the middle of a request");
    }
}
