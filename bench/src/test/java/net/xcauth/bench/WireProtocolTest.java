package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WireProtocolTest {

    private static final LoadRequest.Auth AUTH = new LoadRequest.Auth("jürgen", "example.org", "a:b c");
    private static final LoadRequest.IsUser ISUSER = new LoadRequest.IsUser("jürgen", "example.org");

    @Test
    void aGenericRequestIsALine() {
        assertThat(WireProtocol.generic.request(AUTH)).isEqualTo("auth:jürgen:example.org:a:b c\n".getBytes(UTF_8));
        assertThat(WireProtocol.generic.request(ISUSER)).isEqualTo("isuser:jürgen:example.org\n".getBytes(UTF_8));
    }

    @Test
    void theLengthOfAnEjabberdRequestIsInBytesNotCharacters() {
        assertThat(WireProtocol.ejabberd.request(ISUSER))
                .startsWith(0, 26)
                .endsWith("isuser:jürgen:example.org".getBytes(UTF_8))
                .hasSize(28);
    }

    @Test
    void aSaslauthdRequestHasUserPasswordServiceAndRealm() {
        LoadRequest alice = new LoadRequest.Auth("alice", "example.org", "secret");

        assertThat(new String(WireProtocol.saslauthd.request(alice), ISO_8859_1))
                .isEqualTo("\0\5alice\0\6secret\0\4xmpp\0\13example.org");
    }

    @Test
    void aPostfixRequestEscapesEverythingButPrintableAscii() {
        LoadRequest odd = new LoadRequest.IsUser("a b%ü", "example.org");

        assertThat(new String(WireProtocol.postfix.request(odd), UTF_8)).isEqualTo("get a%20b%25%C3%BC@example.org\n");
    }

    @Test
    void aRequestThatTheProtocolLacksIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> WireProtocol.saslauthd.request(ISUSER));
        assertThatIllegalArgumentException().isThrownBy(() -> WireProtocol.postfix.request(AUTH));
    }

    @ParameterizedTest
    @CsvSource({
        "generic, YES",
        "generic, NO",
        "ejabberd, YES",
        "ejabberd, NO",
        "saslauthd, YES",
        "saslauthd, NO",
        "postfix, YES",
        "postfix, NO",
        "postfix, CANNOT_TELL"
    })
    void aReplyIsDecodedWhenItsLastByteArrives(WireProtocol protocol, ServerReply reply) {
        byte[] bytes = protocol.reply(reply);
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < bytes.length - 1; i++) {
            in.writeByte(bytes[i]);
            assertThat(protocol.takeReply(in)).as("after byte %d", i).isEmpty();
        }
        in.writeByte(bytes[bytes.length - 1]);

        assertThat(protocol.takeReply(in)).contains(reply);
        assertThat(in.isReadable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsConsumedWhenItsLastByteArrivesAndTheNextOneIsKept(WireProtocol protocol) {
        byte[] bytes = protocol.request(protocol == WireProtocol.postfix ? ISUSER : AUTH);
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < bytes.length - 1; i++) {
            in.writeByte(bytes[i]);
            assertThat(protocol.takeRequest(in)).as("after byte %d", i).isFalse();
        }
        in.writeByte(bytes[bytes.length - 1]).writeByte('x');

        assertThat(protocol.takeRequest(in)).isTrue();
        assertThat(in.toString(UTF_8)).isEqualTo("x");
    }

    @Test
    void anEjabberdReplyIsALengthAndAResult() {
        assertThat(WireProtocol.ejabberd.reply(ServerReply.YES)).containsExactly(0, 2, 0, 1);
        assertThat(WireProtocol.ejabberd.reply(ServerReply.NO)).containsExactly(0, 2, 0, 0);
    }

    @Test
    void anInvalidReplyIsAnError() {
        assertInvalidReply(WireProtocol.generic, "yes\n");
        assertInvalidReply(WireProtocol.ejabberd, "\0\2\0\2");
        assertInvalidReply(WireProtocol.ejabberd, "\0\3\0\0\1");
        assertInvalidReply(WireProtocol.saslauthd, "\0\4nope");
        assertInvalidReply(WireProtocol.postfix, "250 ok\n");
    }

    @Test
    void anEndlessLineIsAnError() {
        assertInvalidReply(WireProtocol.generic, "1".repeat(Frames.MAX_FRAME + 1));
    }

    @Test
    void theTextOfARequestOmitsThePassword() {
        assertThat(AUTH.toString()).contains("jürgen@example.org").doesNotContain(AUTH.password());
    }

    private static void assertInvalidReply(WireProtocol protocol, String bytes) {
        ByteBuf in = Unpooled.copiedBuffer(bytes, ISO_8859_1);
        assertThatThrownBy(() -> protocol.takeReply(in)).isInstanceOf(DecoderException.class);
    }
}
