package net.xcauth.bridge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests do not depend on how the network splits them. */
class SplitRequestsTest {
    static Stream<Arguments> sessions() {
        byte[] lines = Bytes.of("auth:jürgen:example.org:a:b€\r\nisuser:b:c\n\nsetpass:a:b:c\nroster:a:b\nquit\n");
        return Stream.of(
                Arguments.of(Protocol.GENERIC, lines),
                Arguments.of(Protocol.PROSODY, lines),
                Arguments.of(
                        Protocol.EJABBERD,
                        Bytes.join(
                                Bytes.frame("auth:jürgen:example.org:a:b€"),
                                Bytes.frame("isuser:b:c"),
                                Bytes.frame(new byte[] {-1}),
                                Bytes.frame("setpass:a:b:c"),
                                Bytes.frame(""))),
                Arguments.of(
                        Protocol.SASLAUTHD,
                        Bytes.join(
                                Bytes.sasl("jürgen", "a:b€", "imap", "example.org"),
                                Bytes.sasl("", "", "", ""),
                                Bytes.sasl("a@b", "", "", ""))),
                Arguments.of(
                        Protocol.POSTFIX, Bytes.of("get j%C3%BCrgen@example.org\r\nget b@c\nput x\nget d\nquit\n")));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void requestsSplitInTwoAnywhereStayTheSame(Protocol protocol, byte[] session) throws ProtocolException {
        List<Request> whole = new Conversation(protocol).receive(session);

        for (int cut = 1; cut < session.length; cut++) {
            Conversation conversation = new Conversation(protocol);
            List<Request> split = new ArrayList<>(conversation.receive(Arrays.copyOf(session, cut)));
            split.addAll(conversation.receive(Arrays.copyOfRange(session, cut, session.length)));
            assertThat(split).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void requestsThatArriveByteByByteStayTheSame(Protocol protocol, byte[] session) throws ProtocolException {
        Conversation conversation = new Conversation(protocol);
        List<Request> received = new ArrayList<>();
        for (byte one : session) {
            received.addAll(conversation.receive(new byte[] {one}));
        }

        assertThat(received).isNotEmpty().isEqualTo(new Conversation(protocol).receive(session));
        assertThat(conversation.unfinished()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void requestsInADirectBufferWithAnOffsetStayTheSame(Protocol protocol, byte[] session) throws ProtocolException {
        ByteBuffer direct = ByteBuffer.allocateDirect(session.length + 7)
                .position(7)
                .put(session)
                .position(7);
        Codec codec = protocol.newCodec(CodecSettings.DEFAULT);
        List<Request> received = new ArrayList<>();
        for (Optional<Request> next = codec.next(direct); next.isPresent(); next = codec.next(direct)) {
            received.add(next.get());
        }

        assertThat(received).isEqualTo(new Conversation(protocol).receive(session));
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesYieldRequestsOrAProtocolExceptionAndNoOtherError(Protocol protocol) {
        Random random = new Random(protocol.ordinal());
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            byte[] garbage = new byte[random.nextInt(9_000)];
            random.nextBytes(garbage);
            if (round % 2 == 0) {
                withoutLineFeeds(garbage);
            }
            refused += isRefused(new Conversation(protocol, new CodecSettings(4_096, "")), garbage) ? 1 : 0;
        }

        assertThat(refused).isBetween(1, 500);
    }

    private static void withoutLineFeeds(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '\n' ? 0 : bytes[i];
        }
    }

    private static boolean isRefused(Conversation conversation, byte[] garbage) {
        try {
            for (Request request : conversation.receive(garbage)) {
                conversation.encode(request, Reply.NO);
            }
            return false;
        } catch (ProtocolException e) {
            assertThat(e.reply()).isNotEmpty();
            return true;
        }
    }

    @Test
    void protocolsAreFoundByTheirExactLabels() {
        assertThat(Protocol.values())
                .allSatisfy(
                        protocol -> assertThat(Protocol.named(protocol.label())).contains(protocol));
        assertThat(Protocol.named("EJABBERD")).isEmpty();
        assertThat(Protocol.named("")).isEmpty();
        assertThat(Protocol.labels()).isEqualTo("generic, prosody, ejabberd, saslauthd, postfix");
    }
}
