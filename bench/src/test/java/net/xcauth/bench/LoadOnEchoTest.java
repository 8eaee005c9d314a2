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
    private static final BenchUsers USERS = new BenchUsers(50);

    private final EventLoops loops = new EventLoops(2);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        loops.close();
    }

    static Stream<Arguments> protocolsAndWorkloads() {
        return Stream.of(WireProtocol.values())
                .flatMap(protocol -> Stream.of(Workload.values())
                        .filter(workload -> supports(protocol, workload))
                        .map(workload -> Arguments.of(protocol, workload)));
    }

    @ParameterizedTest
    @MethodSource("protocolsAndWorkloads")
    void everyRequestIsAnsweredOnceOverTcp(WireProtocol protocol, Workload workload) throws Exception {
        Measurement measured =
                generator(protocol, tcp(protocol, ServerReply.YES), false).sendOnce(requests(workload), CONNECTIONS);

        assertThat(measured.firstFailure()).isEmpty();
        assertThat(measured.requests()).isEqualTo(USERS.count());
        assertThat(measured.exitStatus()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestIsAnsweredOnceOverItsOwnUnixSocketConnection(WireProtocol protocol) throws Exception {
        SocketAddress socket = loops.address(folder.resolve("mux").toString());
        Echo.serve(loops, protocol, socket, ServerReply.YES);

        Measurement measured = generator(protocol, socket, true).sendOnce(requests(workloadFor(protocol)), CONNECTIONS);

        assertThat(measured.firstFailure()).isEmpty();
        assertThat(measured.requests()).isEqualTo(USERS.count());
    }

    @ParameterizedTest
    @EnumSource
    void requestsRepeatUntilTheTimeIsUp(WireProtocol protocol) throws Exception {
        SocketAddress server = tcp(protocol, ServerReply.YES);

        // On a busy machine this time may be too short for the first answer.
        Eventually.until("the measurement succeeded", () -> {
            Measurement measured = generator(protocol, server, false)
                    .sendFor(requests(workloadFor(protocol)), CONNECTIONS, Duration.ZERO, Duration.ofMillis(300));
            assertThat(measured.firstFailure()).isEmpty();
            return measured.requests() > 0 && measured.requestsPerSecond() > 0;
        });
    }

    @ParameterizedTest
    @EnumSource
    void anyAnswerButYesIsAFailure(WireProtocol protocol) throws Exception {
        Measurement measured = generator(protocol, tcp(protocol, ServerReply.NO), false)
                .sendOnce(requests(workloadFor(protocol)), CONNECTIONS);

        assertThat(measured.failures()).isEqualTo(USERS.count());
        assertThat(measured.firstFailure()).hasValue("answered NO instead of YES");
        assertThat(measured.exitStatus()).isEqualTo(1);
    }

    @Test
    void anInvalidReplyBreaksTheConnectionAndIsReported() throws Exception {
        Measurement measured = generator(WireProtocol.generic, tcp(WireProtocol.postfix, ServerReply.YES), false)
                .sendFor(requests(Workload.token), CONNECTIONS, Duration.ZERO, Duration.ofSeconds(30));

        assertThat(measured.failures()).isEqualTo(CONNECTIONS);
        assertThat(measured.firstFailure().orElseThrow()).contains("not a valid generic reply");
    }

    @Test
    void aRefusedConnectionIsReported() throws Exception {
        Measurement measured =
                generator(WireProtocol.generic, closedPort(), false).sendOnce(requests(Workload.token), CONNECTIONS);

        assertThat(measured.failures()).isEqualTo(CONNECTIONS);
        assertThat(measured.firstFailure().orElseThrow()).startsWith("cannot connect: ");
        assertThat(measured.exitStatus()).isEqualTo(1);
    }

    @Test
    void aClosedConnectionIsReported() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread closer = new Thread(() -> acceptAndClose(server));
            closer.start();

            Measurement measured = generator(WireProtocol.generic, server.getLocalSocketAddress(), false)
                    .sendOnce(requests(Workload.token), 1);

            closer.join();
            assertThat(measured.failures()).isEqualTo(1);
        }
    }

    private static void acceptAndClose(ServerSocket server) {
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

    private SocketAddress tcp(WireProtocol protocol, ServerReply reply) throws InterruptedException {
        Channel server = Echo.serve(loops, protocol, loops.address("127.0.0.1:0"), reply);
        return server.localAddress();
    }

    private LoadGenerator generator(WireProtocol protocol, SocketAddress to, boolean reconnecting) {
        return new LoadGenerator(loops, protocol, to, reconnecting);
    }

    private static List<LoadRequest> requests(Workload workload) {
        return workload.requests(USERS, "secret", Instant.now());
    }

    private static Workload workloadFor(WireProtocol protocol) {
        return protocol == WireProtocol.postfix ? Workload.isuser_cached : Workload.token;
    }

    private static boolean supports(WireProtocol protocol, Workload workload) {
        boolean existence = requests(workload).get(0) instanceof LoadRequest.IsUser;
        return switch (protocol) {
            case generic, ejabberd -> true;
            case saslauthd -> !existence;
            case postfix -> existence;
        };
    }
}
