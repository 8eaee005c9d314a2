package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class LoadOnEchoTest {

    private static final int CONNECTIONS = 4;
    private static final Crowd CROWD = new Crowd(50);

    private final Transport transport = new Transport(2);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        transport.close();
    }

    static Stream<Arguments> protocolsAndMixes() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(Mix.values())
                        .filter(mix -> canAsk(protocol, mix))
                        .map(mix -> Arguments.of(protocol, mix)));
    }

    @ParameterizedTest
    @MethodSource("protocolsAndMixes")
    void everyQuestionIsAnsweredOnceOverTcp(Protocol protocol, Mix mix) throws Exception {
        Measured measured = generator(protocol, tcp(protocol, Reply.YES), false).askOnce(questions(mix), CONNECTIONS);

        assertThat(measured.firstProblem()).isEmpty();
        assertThat(measured.requests()).isEqualTo(CROWD.size());
        assertThat(measured.exitStatus()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void everyQuestionIsAnsweredOnceOverAUnixSocketWithAConnectionEach(Protocol protocol) throws Exception {
        SocketAddress socket = transport.address(folder.resolve("mux").toString());
        Echo.serve(transport, protocol, socket, Reply.YES);

        Measured measured = generator(protocol, socket, true).askOnce(questions(mixFor(protocol)), CONNECTIONS);

        assertThat(measured.firstProblem()).isEmpty();
        assertThat(measured.requests()).isEqualTo(CROWD.size());
    }

    @ParameterizedTest
    @EnumSource
    void loadGoesRoundAndRoundUntilItsTimeIsUp(Protocol protocol) throws Exception {
        SocketAddress server = tcp(protocol, Reply.YES);

        // On a busy machine this can be too short for an answer.
        Eventually.until("measured", () -> {
            Measured measured = generator(protocol, server, false)
                    .askFor(questions(mixFor(protocol)), CONNECTIONS, Duration.ZERO, Duration.ofMillis(300));
            assertThat(measured.firstProblem()).isEmpty();
            return measured.requests() > 0 && measured.requestsPerSecond() > 0;
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyOtherAnswerIsCountedAsWrong(Protocol protocol) throws Exception {
        Measured measured =
                generator(protocol, tcp(protocol, Reply.NO), false).askOnce(questions(mixFor(protocol)), CONNECTIONS);

        assertThat(measured.wrong()).isEqualTo(CROWD.size());
        assertThat(measured.firstProblem()).hasValue("answered NO instead of YES");
        assertThat(measured.exitStatus()).isEqualTo(1);
    }

    @Test
    void anAnswerInAnotherFramingBreaksTheConnectionAndIsReported() throws Exception {
        Measured measured = generator(Protocol.generic, tcp(Protocol.postfix, Reply.YES), false)
                .askFor(questions(Mix.token), CONNECTIONS, Duration.ZERO, Duration.ofSeconds(30));

        assertThat(measured.wrong()).isEqualTo(CONNECTIONS);
        assertThat(measured.firstProblem().orElseThrow()).contains("not a generic frame");
    }

    @Test
    void aServerThatDoesNotListenIsReported() throws Exception {
        Measured measured = generator(Protocol.generic, closedPort(), false).askOnce(questions(Mix.token), CONNECTIONS);

        assertThat(measured.wrong()).isEqualTo(CONNECTIONS);
        assertThat(measured.firstProblem().orElseThrow()).startsWith("cannot connect: ");
        assertThat(measured.exitStatus()).isEqualTo(1);
    }

    @Test
    void aServerThatHangsUpIsReported() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread hangUp = new Thread(() -> hangUpOnce(server));
            hangUp.start();

            Measured measured = generator(Protocol.generic, server.getLocalSocketAddress(), false)
                    .askOnce(questions(Mix.token), 1);

            hangUp.join();
            assertThat(measured.wrong()).isEqualTo(1);
        }
    }

    private static void hangUpOnce(ServerSocket server) {
        try {
            server.accept().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SocketAddress closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new InetSocketAddress("127.0.0.1", free.getLocalPort());
        }
    }

    private SocketAddress tcp(Protocol protocol, Reply reply) throws InterruptedException {
        Channel server = Echo.serve(transport, protocol, transport.address("127.0.0.1:0"), reply);
        return server.localAddress();
    }

    private Generator generator(Protocol protocol, SocketAddress to, boolean reconnecting) {
        return new Generator(transport, protocol, to, reconnecting);
    }

    private static List<Question> questions(Mix mix) {
        return mix.questions(CROWD, "secret", Instant.now());
    }

    private static Mix mixFor(Protocol protocol) {
        return protocol == Protocol.postfix ? Mix.isuser_cached : Mix.token;
    }

    private static boolean canAsk(Protocol protocol, Mix mix) {
        boolean existence = questions(mix).get(0) instanceof Question.IsUser;
        return switch (protocol) {
            case generic, ejabberd -> true;
            case saslauthd -> !existence;
            case postfix -> existence;
        };
    }
}
