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

class FramingTest {

    private static final Question.Auth AUTH = new Question.Auth("jürgen", "example.org", "a:b c");
    private static final Question.IsUser ISUSER = new Question.IsUser("jürgen", "example.org");

    @Test
    void genericAsksInALine() {
        assertThat(Protocol.generic.framing().request(AUTH))
                .isEqualTo("auth:jürgen:example.org:a:b c\n".getBytes(UTF_8));
        assertThat(Protocol.generic.framing().request(ISUSER)).isEqualTo("isuser:jürgen:example.org\n".getBytes(UTF_8));
    }

    @Test
    void ejabberdCountsTheBytesAndNotTheCharacters() {
        assertThat(Protocol.ejabberd.framing().request(ISUSER))
                .startsWith(0, 26)
                .endsWith("isuser:jürgen:example.org".getBytes(UTF_8))
                .hasSize(28);
    }

    @Test
    void saslauthdSendsUserPasswordServiceAndRealm() {
        Question alice = new Question.Auth("alice", "example.org", "secret");

        assertThat(new String(Protocol.saslauthd.framing().request(alice), ISO_8859_1))
                .isEqualTo("\0\5alice\0\6secret\0\4xmpp\0\13example.org");
    }

    @Test
    void postfixEscapesWhatIsNotPrintableAscii() {
        Question odd = new Question.IsUser("a b%ü", "example.org");

        assertThat(new String(Protocol.postfix.framing().request(odd), UTF_8))
                .isEqualTo("get a%20b%25%C3%BC@example.org\n");
    }

    @Test
    void aQuestionThatTheProtocolCannotAskIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.saslauthd.framing().request(ISUSER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.postfix.framing().request(AUTH));
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
    void aReplyIsReadBackOnceItsLastByteIsThere(Protocol protocol, Reply reply) {
        Framing framing = protocol.framing();
        byte[] bytes = framing.reply(reply);
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < bytes.length - 1; i++) {
            in.writeByte(bytes[i]);
            assertThat(framing.takeReply(in)).as("after byte %d", i).isNull();
        }
        in.writeByte(bytes[bytes.length - 1]);

        assertThat(framing.takeReply(in)).isEqualTo(reply);
        assertThat(in.isReadable()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsTakenOnceItsLastByteIsThereAndTheNextOneIsLeft(Protocol protocol) {
        Framing framing = protocol.framing();
        byte[] bytes = framing.request(protocol == Protocol.postfix ? ISUSER : AUTH);
        ByteBuf in = Unpooled.buffer();
        for (int i = 0; i < bytes.length - 1; i++) {
            in.writeByte(bytes[i]);
            assertThat(framing.takeRequest(in)).as("after byte %d", i).isFalse();
        }
        in.writeByte(bytes[bytes.length - 1]).writeByte('x');

        assertThat(framing.takeRequest(in)).isTrue();
        assertThat(in.toString(UTF_8)).isEqualTo("x");
    }

    @Test
    void ejabberdAnswersAsItsProtocolSays() {
        assertThat(Protocol.ejabberd.framing().reply(Reply.YES)).containsExactly(0, 2, 0, 1);
        assertThat(Protocol.ejabberd.framing().reply(Reply.NO)).containsExactly(0, 2, 0, 0);
    }

    @Test
    void whatIsNoReplyIsAnError() {
        assertNoReply(Protocol.generic, "yes\n");
        assertNoReply(Protocol.ejabberd, "\0\2\0\2");
        assertNoReply(Protocol.ejabberd, "\0\3\0\0\1");
        assertNoReply(Protocol.saslauthd, "\0\4nope");
        assertNoReply(Protocol.postfix, "250 ok\n");
    }

    @Test
    void aLineWithoutEndIsNotCollectedForEver() {
        assertNoReply(Protocol.generic, "1".repeat(Framing.MAX_FRAME + 1));
    }

    @Test
    void aQuestionKeepsItsPasswordToItself() {
        assertThat(AUTH.toString()).contains("jürgen@example.org").doesNotContain(AUTH.password());
    }

    private static void assertNoReply(Protocol protocol, String bytes) {
        ByteBuf in = Unpooled.copiedBuffer(bytes, ISO_8859_1);
        assertThatThrownBy(() -> protocol.framing().takeReply(in)).isInstanceOf(DecoderException.class);
    }
}
