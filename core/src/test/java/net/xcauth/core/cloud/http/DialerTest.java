package net.xcauth.core.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.xcauth.core.cloud.http.NoConnectionException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to several addresses of one name, with real sockets. */
@Timeout(60)
class DialerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String NOBODY = "127.0.0.2";

    @Test
    void anAddressThatRefusesIsSkipped() throws Exception {
        try (ServerSocket server = listener("127.0.0.1", 0)) {
            assertThat(connected(server.getLocalPort(), LONG, NOBODY, "127.0.0.1"))
                    .isEqualTo("127.0.0.1");
        }
    }

    @Test
    void aDeadAddressDoesNotUseUpTheTimeOfTheOthers() throws Exception {
        try (ServerSocket server = listener("127.0.0.1", 0);
                Silent silent = new Silent("127.0.0.3", server.getLocalPort());
                Silent another = new Silent("127.0.0.4", server.getLocalPort())) {
            assertThat(connected(server.getLocalPort(), LONG, silent.address, another.address, "127.0.0.1"))
                    .isEqualTo("127.0.0.1");
            assertThat(connected(server.getLocalPort(), LONG, silent.address, another.address, NOBODY, "127.0.0.1"))
                    .isEqualTo("127.0.0.1");
        }
    }

    @Test
    void bothFamiliesAreTried() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no IPv6");
        try (ServerSocket four = listener("127.0.0.1", 0)) {
            assertThat(connected(four.getLocalPort(), LONG, "::1", "127.0.0.1")).isEqualTo("127.0.0.1");
        }
        try (ServerSocket six = listener("::1", 0)) {
            assertThat(connected(six.getLocalPort(), LONG, "127.0.0.1", "::1")).isEqualTo("0:0:0:0:0:0:0:1");
        }
    }

    @Test
    void theFamiliesAlternate() throws Exception {
        NoConnectionException none = refusal(port(), LONG, "127.0.0.1", NOBODY, "::1");
        assumeTrue(hasIpv6(), "this machine has no IPv6");
        assertThat(none.attempts())
                .extracting(attempt -> attempt.address().getHostAddress())
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", NOBODY);
    }

    @Test
    void theAddressThatAcceptedLastIsTriedFirst() throws Exception {
        try (ServerSocket second = listener("127.0.0.1", 0)) {
            int port = second.getLocalPort();
            Dialer dialer = new Dialer(host -> addresses(NOBODY, "127.0.0.1"));
            assertThat(connected(dialer, port, LONG)).isEqualTo("127.0.0.1");
            try (ServerSocket first = listener(NOBODY, port)) {
                assertThat(first.isBound()).isTrue();
                assertThat(connected(dialer, port, LONG)).isEqualTo("127.0.0.1");
                assertThat(connected(port, LONG, NOBODY, "127.0.0.1"))
                        .as("one that has not connected before")
                        .isEqualTo(NOBODY);
            }
        }
    }

    @Test
    void allRefusalsAreReported() throws Exception {
        NoConnectionException none = refusal(port(), LONG, NOBODY, "127.0.0.1");
        assertThat(none.attempts())
                .extracting(NoConnectionException.Tried::kind)
                .containsExactly(Kind.REFUSED, Kind.REFUSED);
        assertThat(none).hasMessage(NOBODY + " refused, 127.0.0.1 refused");
        assertThat(refusal(port(), LONG, NOBODY)).hasMessage("refused (" + NOBODY + ")");
    }

    @Test
    void allTimeoutsAreReported() throws Exception {
        int port = port();
        try (Silent silent = new Silent("127.0.0.3", port);
                Silent another = new Silent("127.0.0.4", port)) {
            assertThat(refusal(port, SHORT, silent.address, another.address))
                    .hasMessage("127.0.0.3 timed out, 127.0.0.4 timed out");
        }
    }

    @Test
    void aNameWithoutAddressesIsReported() {
        Dialer dialer = new Dialer(host -> {
            throw new UnknownHostException(host);
        });
        assertThatThrownBy(() -> dialer.connect("cloud.example", 443, LONG)).isInstanceOf(UnknownHostException.class);
    }

    /** A listener with a full backlog: Linux drops further packets, like a dead machine. */
    private static final class Silent implements AutoCloseable {
        private final String address;
        private final ServerSocket listener;
        private final List<SocketChannel> waiting = new ArrayList<>();

        Silent(String address, int port) throws IOException {
            this.address = address;
            listener = new ServerSocket(port, 1, InetAddress.getByName(address));
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(address, port));
                waiting.add(channel);
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
            listener.close();
        }
    }

    private static ServerSocket listener(String address, int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.getByName(address));
    }

    /** A port without a listener. */
    private static int port() throws IOException {
        try (ServerSocket closed = listener("127.0.0.1", 0)) {
            return closed.getLocalPort();
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket six = listener("::1", 0)) {
            return six.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static List<InetAddress> addresses(String... addresses) {
        return Stream.of(addresses)
                .map(address -> {
                    try {
                        return InetAddress.getByName(address);
                    } catch (UnknownHostException e) {
                        throw new IllegalArgumentException(e);
                    }
                })
                .toList();
    }

    private static NoConnectionException refusal(int port, Duration patience, String... addresses) {
        return catchThrowableOfType(NoConnectionException.class, () -> connected(port, patience, addresses));
    }

    private static String connected(int port, Duration patience, String... addresses) throws IOException {
        return connected(new Dialer(host -> addresses(addresses)), port, patience);
    }

    private static String connected(Dialer dialer, int port, Duration patience) throws IOException {
        try (SocketChannel channel = dialer.connect("cloud.example", port, patience)) {
            assertThat(channel.isBlocking()).isTrue();
            return ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress();
        }
    }
}
