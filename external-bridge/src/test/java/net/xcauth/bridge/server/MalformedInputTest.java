package net.xcauth.bridge.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.protocol.Bytes;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.test.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever one client sends, the server keeps running and answers the others. */
@Timeout(120)
class MalformedInputTest {
    private Served served;

    @BeforeEach
    void start() throws IOException {
        served = new Served(
                new Limits(20_000, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                Served.FILES,
                new CodecSettings(4_096, ""));
    }

    @AfterEach
    void stop() {
        served.close();
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesDoNotDisturbOtherClients(Protocol protocol) throws IOException {
        InetSocketAddress address = served.listen(protocol);
        Random random = new Random(42 + protocol.ordinal());
        for (int round = 0; round < 100; round++) {
            byte[] garbage = new byte[random.nextInt(20_000)];
            random.nextBytes(garbage);
            sendAndForget(address, garbage);
        }

        assertOthersAreAnswered(protocol, address);
    }

    @ParameterizedTest
    @EnumSource
    void nulBytesDoNotDisturbOtherClients(Protocol protocol) throws IOException {
        InetSocketAddress address = served.listen(protocol);

        sendAndForget(address, new byte[100_000]);

        assertOthersAreAnswered(protocol, address);
    }

    @ParameterizedTest
    @EnumSource
    void excessiveLengthsAndEndlessLinesDoNotDisturbOtherClients(Protocol protocol) throws IOException {
        InetSocketAddress address = served.listen(protocol);
        byte[] huge = new byte[300_000];
        Arrays.fill(huge, (byte) 0xFF);

        sendAndForget(address, huge);

        assertOthersAreAnswered(protocol, address);
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatBreakOffAtAnyByteDoNotDisturbOtherClients(Protocol protocol) throws Exception {
        InetSocketAddress address = served.listen(protocol);
        byte[] request = request(protocol);
        for (int length = 1; length < request.length; length++) {
            try (Client client = new Client(address)) {
                assertThat(client.send(Arrays.copyOf(request, length)).finish().receiveAll())
                        .isEmpty();
            }
        }

        served.log.await("disconnected in the middle of a request");
        assertOthersAreAnswered(protocol, address);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatIsNeverCompletedIsCutOff(Protocol protocol) throws Exception {
        InetSocketAddress address = served.listen(protocol);
        byte[] request = request(protocol);
        try (Client slow = new Client(address)) {
            slow.send(Arrays.copyOf(request, request.length - 1));

            assertOthersAreAnswered(protocol, address);
            assertThat(slow.receiveAll()).isEmpty();
        }
        assertThat(served.log.await("disconnecting"))
                .contains("WARNING", protocol.label() + " client", "its request was not complete within 1 s");
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatArrivesByteByByteIsAnswered(Protocol protocol) throws IOException {
        try (Client client = served.client(protocol)) {
            for (byte one : request(protocol)) {
                client.send(new byte[] {one});
            }
            assertThat(client.finish().receiveAll()).isEqualTo(yes(protocol));
        }
    }

    @Test
    void thousandsOfSilentConnectionsDoNotDisturbOtherClients() throws Exception {
        int count = Math.min(Volume.of(2_000, 10_000), pairsOfDescriptors());
        InetSocketAddress address = served.listen(Protocol.GENERIC);
        List<Client> silent = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                silent.add(new Client(address));
            }
            assertOthersAreAnswered(Protocol.GENERIC, address);
            assertThat(silent.get(0).send("isuser:a:example.org\n").receiveText(2))
                    .isEqualTo("1\n");
            assertThat(silent.get(count - 1).send("isuser:a:example.org\n").receiveText(2))
                    .isEqualTo("1\n");
        } finally {
            for (Client client : silent) {
                client.close();
            }
        }
    }

    @Test
    void beyondTheLimitTheOldestConnectionThatHasSentNothingIsReplaced() throws Exception {
        Limits few = new Limits(3, Duration.ZERO, Duration.ofSeconds(60), Duration.ofSeconds(10));
        try (Served small = new Served(few)) {
            InetSocketAddress address = small.listen(Protocol.GENERIC);
            try (Client talker = asked(address);
                    Client oldest = new Client(address)) {
                try (Client other = new Client(address);
                        Client newest = asked(address)) {
                    assertThat(oldest.receiveAll()).isEmpty();
                    assertThat(other.send("isuser:a:example.org\n").receiveText(2))
                            .isEqualTo("1\n");
                    assertThat(talker.send("isuser:a:example.org\n").receiveText(2))
                            .isEqualTo("1\n");
                    try (Client tooMany = new Client(address)) {
                        assertThat(tooMany.receiveAll()).isEmpty();
                    }
                    assertThat(newest.send("isuser:a:example.org\n").receiveText(2))
                            .isEqualTo("1\n");
                }
            }
            assertThat(small.log.await("max-connections")).contains("WARNING: the limit of 3 connections is reached");
            small.log.await("new connections are accepted again");
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        Limits restless = new Limits(10, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(10));
        try (Served small = new Served(restless);
                Client client = small.client(Protocol.GENERIC)) {
            assertThat(client.send("isuser:a:example.org\n").receiveAllText()).isEqualTo("1\n");
        }
    }

    @Test
    void aClientThatDoesNotReadItsRepliesIsCutOff() throws Exception {
        served.cloud.roster("x".repeat(100_000));
        try (Client deaf = new Client(served.listen(Protocol.GENERIC), 4_096)) {
            deaf.send("roster:a:example.org\n".repeat(1_000));

            assertThat(served.log.await("has not read its replies for 1 s")).contains("WARNING");
        }
    }

    /** The number of connections whose two ends this process has descriptors for, less some for itself. */
    private static int pairsOfDescriptors() {
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return (int) Math.min(
                        Integer.MAX_VALUE,
                        system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - 200)
                / 2;
    }

    private static Client asked(InetSocketAddress address) throws IOException {
        Client client = new Client(address);
        assertThat(client.send("isuser:a:example.org\n").receiveText(2)).isEqualTo("1\n");
        return client;
    }

    /** The server may close the connection at any time, or never. */
    private static void sendAndForget(InetSocketAddress address, byte[] bytes) throws IOException {
        try (Client client = new Client(address)) {
            client.send(bytes).finish().receiveAll();
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
    }

    private static void assertOthersAreAnswered(Protocol protocol, InetSocketAddress address) throws IOException {
        try (Client client = new Client(address)) {
            assertThat(client.send(request(protocol)).receive(yes(protocol).length))
                    .isEqualTo(yes(protocol));
        }
    }

    private static byte[] request(Protocol protocol) {
        return switch (protocol) {
            case GENERIC, PROSODY -> Bytes.of("auth:alice:example.org:right\n");
            case EJABBERD -> Bytes.frame("auth:alice:example.org:right");
            case SASLAUTHD -> Bytes.sasl("alice", "right", "imap", "example.org");
            case POSTFIX -> Bytes.of("get alice@example.org\n");
        };
    }

    private static byte[] yes(Protocol protocol) {
        return switch (protocol) {
            case GENERIC, PROSODY -> Bytes.of("1\n");
            case EJABBERD -> new byte[] {0, 2, 0, 1};
            case SASLAUTHD -> Bytes.frame("OK success");
            case POSTFIX -> Bytes.of("200 OK\n");
        };
    }
}
