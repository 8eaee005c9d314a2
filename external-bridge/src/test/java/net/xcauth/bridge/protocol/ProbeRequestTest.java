package net.xcauth.bridge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.xcauth.bridge.protocol.ProbeRequest.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeRequestTest {
    @ParameterizedTest
    @EnumSource(names = "SASLAUTHD", mode = EnumSource.Mode.EXCLUDE)
    void theCodecsReadARequestForExistence(Protocol protocol) throws Exception {
        assertThat(understood(protocol)).isEqualTo(new Request.IsUser("nobody", "doctor.invalid"));
    }

    @Test
    void saslauthdIsAskedWithAnEmptyPasswordWhichTheCloudNeverSees() throws Exception {
        assertThat(understood(Protocol.SASLAUTHD)).isEqualTo(new Request.Auth("nobody", "doctor.invalid", ""));
    }

    @ParameterizedTest
    @EnumSource
    void everyReplyOfXcauthIsAnAnswerOnceItIsComplete(Protocol protocol) throws Exception {
        // An empty password is always refused, so that saslauthd's way to say nothing is none of the answers to it.
        for (Reply reply : protocol == Protocol.SASLAUTHD
                ? List.of(Reply.YES, Reply.NO)
                : List.of(Reply.YES, Reply.NO, Reply.CANNOT_TELL)) {
            byte[] bytes = protocol.newCodec(CodecSettings.DEFAULT).encode(understood(protocol), reply);

            for (int length = 0; length < bytes.length; length++) {
                assertThat(judge(protocol, Arrays.copyOf(bytes, length))).isEqualTo(Verdict.INCOMPLETE);
            }
            assertThat(judge(protocol, bytes)).isEqualTo(Verdict.ANSWER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersOfOtherServersAreRecognized(Protocol protocol) {
        for (String said : new String[] {
            "SSH-2.0-OpenSSH_9.2p1\r\n",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "220 mail.example.org ESMTP\r\n",
            "\0\0\0\0\n",
            "x".repeat(1_000)
        }) {
            assertThat(judge(protocol, said.getBytes(StandardCharsets.US_ASCII)))
                    .as(said)
                    .isEqualTo(Verdict.SOMETHING_ELSE);
        }
    }

    private static Request understood(Protocol protocol) throws Exception {
        return protocol.newCodec(CodecSettings.DEFAULT)
                .next(ByteBuffer.wrap(question(protocol).bytes()))
                .orElseThrow();
    }

    private static Verdict judge(Protocol protocol, byte[] received) {
        return question(protocol).judge().apply(received);
    }

    private static ProbeRequest question(Protocol protocol) {
        return ProbeRequest.about("nobody", "doctor.invalid", protocol);
    }
}
