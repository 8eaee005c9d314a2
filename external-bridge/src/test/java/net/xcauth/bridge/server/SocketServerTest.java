package net.xcauth.bridge.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.protocol.Bytes;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SocketServerTest {
    private Served served;

    @BeforeEach
    void start() throws IOException {
        served = new Served();
    }

    @AfterEach
    void stop() {
        served.close();
    }

    @Test
    void repliesAreEncodedInEachProtocol() throws IOException {
        try (Client generic = served.client(Protocol.GENERIC);
                Client ejabberd = served.client(Protocol.EJABBERD);
                Client saslauthd = served.client(Protocol.SASLAUTHD);
                Client postfix = served.client(Protocol.POSTFIX)) {
            assertThat(generic.send("auth:alice:example.org:right\nauth:alice:example.org:wrong\n")
                            .receiveText(4))
                    .isEqualTo("1\n0\n");
            assertThat(ejabberd.send(Bytes.frame("auth:alice:example.org:right"))
                            .receive(4))
                    .containsExactly(0, 2, 0, 1);
            assertThat(ejabberd.send(Bytes.frame("isuser:nobody:example.org")).receive(4))
                    .containsExactly(0, 2, 0, 0);
            assertThat(saslauthd
                            .send(Bytes.sasl("alice", "right", "imap", "example.org"))
                            .finish()
                            .receiveAllText())
                    .contains("OK");
            assertThat(postfix.send("get a@example.org\nget nobody@example.org\nget down@example.org\nget x\nput\n")
                            .finish()
                            .receiveAllText()
                            .lines()
                            .map(line -> line.substring(0, 4)))
                    .containsExactly("200 ", "500 ", "400 ", "500 ", "500 ");
        }
    }

    @Test
    void aClientThatSupportsCannotTellReceivesIt() throws IOException {
        try (Client client = served.client(Protocol.GENERIC)) {
            assertThat(client.send("auth:down:example.org:x\nfeatures:cannot-tell\nauth:down:example.org:x\n"
                                    + "isuser:down:example.org\nlogin:alice:example.org:[2001:db8::1]:right\n")
                            .finish()
                            .receiveAllText())
                    .isEqualTo(
                            "0\n{\"status\":\"ok\",\"features\":[\"cannot-tell\",\"login\",\"account\"]}\n?\n?\n1\n");
        }
    }

    @Test
    void anAccountIsEnabledUntilTheCloudSaysOtherwise() throws IOException {
        try (Client client = served.client(Protocol.GENERIC)) {
            assertThat(client.send("account:alice:example.org\naccount:nobody:example.org\naccount:down:example.org\n")
                            .finish()
                            .receiveAllText())
                    .isEqualTo("{\"status\":\"ok\",\"enabled\":true}\n"
                            + "{\"status\":\"ok\",\"enabled\":false}\n{\"status\":\"ok\"}\n");
        }
    }

    @Test
    void saslauthdsConnectionIsClosedIfTheCloudIsUnreachable() throws IOException {
        try (Client client = served.client(Protocol.SASLAUTHD)) {
            assertThat(client.send(Bytes.sasl("down", "right", "smtp", "example.org"))
                            .receiveAllText())
                    .isEmpty();
        }
        try (Client client = served.client(Protocol.SASLAUTHD)) {
            client.send(Bytes.sasl("held-down", "right", "smtp", "example.org"));
            served.cloud.release("held-down");
            assertThat(client.receiveAllText()).isEmpty();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderEvenIfTheFirstIsSlow() throws Exception {
        try (Client client = served.client(Protocol.GENERIC)) {
            client.send("isuser:held-a:example.org\nisuser:nobody:example.org\nauth:b:example.org:wrong\n"
                    + "isuser:b:example.org\nroster:b:example.org\n");
            served.cloud.awaitQuery("held-a");
            assertNothingArrives(client);

            served.cloud.release("held-a");

            assertThat(client.finish().receiveAllText())
                    .isEqualTo("1\n0\n0\n1\n{\"result\":\"success\",  \"data\":{\"sharedRoster\":[]}}\n");
        }
    }

    @Test
    void aSlowReplyOnOneConnectionDoesNotDelayAnother() throws Exception {
        InetSocketAddress address = served.listen(Protocol.GENERIC);
        try (Client slow = new Client(address)) {
            slow.send("isuser:held-a:example.org\n");
            served.cloud.awaitQuery("held-a");
            for (int i = 0; i < 16; i++) {
                try (Client fast = new Client(address)) {
                    assertThat(fast.send("isuser:b:example.org\n").receiveText(2))
                            .isEqualTo("1\n");
                }
            }
            served.cloud.release("held-a");
            assertThat(slow.receiveText(2)).isEqualTo("1\n");
        }
    }

    @Test
    void aClientThatHasFinishedSendingReceivesAllReplies() throws Exception {
        try (Client client = served.client(Protocol.EJABBERD)) {
            client.send(Bytes.join(
                            Bytes.frame("isuser:held-a:example.org"),
                            Bytes.frame("isuser:nobody:example.org"),
                            Bytes.frame("isuser:held-b:example.org")))
                    .finish();
            served.cloud.awaitQuery("held-a");
            served.cloud.release("held-a");
            served.cloud.awaitQuery("held-b");
            served.cloud.release("held-b");

            assertThat(client.receiveAll()).containsExactly(0, 2, 0, 1, 0, 2, 0, 0, 0, 2, 0, 1);
        }
    }

    @Test
    void aClientThatReadsLateReceivesAllRepliesEvenAfterItHasQuit() throws Exception {
        served.cloud.roster("x".repeat(100_000));
        int requests = 200;
        try (Client client = new Client(served.listen(Protocol.GENERIC), 4_096)) {
            client.send("roster:a:example.org\n".repeat(requests) + "isuser:last:example.org\nquit\n");

            String answers = client.receiveAllText();

            assertThat(answers.length()).isEqualTo(requests * 100_001 + 2);
            assertThat(answers).endsWith("x\n1\n");
        }
    }

    @Test
    void inputThatEndsWithinARequestIsLoggedAndNotAnswered() throws Exception {
        try (Client client = served.client(Protocol.GENERIC)) {
            assertThat(client.send("isuser:a:example.org\nauth:alice:exam")
                            .finish()
                            .receiveAllText())
                    .isEqualTo("1\n");
        }
        assertThat(served.log.await("disconnected in the middle of a request"))
                .contains("WARNING: generic client /127.0.0.1:", "in the middle of a request")
                .doesNotContain("alice");
    }

    @Test
    void inputThatEndsBetweenRequestsIsNotLogged() throws Exception {
        try (Client client = served.client(Protocol.GENERIC)) {
            assertThat(client.send("isuser:a:example.org\n").finish().receiveAllText())
                    .isEqualTo("1\n");
        }
        served.server.close();

        assertThat(served.log.lines()).noneMatch(line -> line.contains("WARNING") || line.contains("ERROR"));
    }

    @Test
    void quitEndsTheConnectionAfterPendingReplies() throws IOException {
        try (Client client = served.client(Protocol.GENERIC)) {
            assertThat(client.send("isuser:a:example.org\nquit\nisuser:a:example.org\n")
                            .receiveAllText())
                    .isEqualTo("1\n");
        }
        try (Client client = served.client(Protocol.EJABBERD)) {
            assertThat(client.send(Bytes.join(Bytes.frame("isuser:a:example.org"), new byte[2]))
                            .receiveAll())
                    .hasSize(4);
        }
    }

    @Test
    void unsupportedAndMalformedRequestsLeaveTheConnectionOpen() throws Exception {
        try (Client client = served.client(Protocol.GENERIC)) {
            client.send("setpass:a:b:vErYsEcReT\nnonsense\n")
                    .send(new byte[] {(byte) 0xFF, '\n'})
                    .send("isuser:a:example.org\n");

            assertThat(client.finish().receiveAllText()).isEqualTo("0\n0\n0\n1\n");
        }
        served.log.await("setpass");
        served.log.await("not UTF-8");
        assertThat(served.log.lines()).noneMatch(line -> line.contains("vErYsEcReT"));
    }

    @Test
    void aRequestOverTheLimitIsRefusedAndEndsTheConnectionEvenIfTheClientKeepsSending() throws Exception {
        try (Client client = served.client(Protocol.GENERIC)) {
            client.send("isuser:a:example.org\n" + "x".repeat(5_000));
            assertThat(client.receiveText(4)).isEqualTo("1\n0\n");
            client.send("y".repeat(100_000));
            assertThat(client.receiveAllText()).isEmpty();
        }
        served.log.await("a line is longer than 4096 bytes");
    }

    @Test
    void aRequestFarOverTheLimitIsAnsweredAlthoughMuchOfItIsUnread() throws Exception {
        try (Client client = served.client(Protocol.GENERIC)) {
            assertThat(client.send("x".repeat(1_000_000)).finish().receiveAllText())
                    .isEqualTo("0\n");
        }
    }

    @Test
    void eachDecisionIsOneLineWithoutThePassword() throws Exception {
        try (Client client = served.client(Protocol.EJABBERD)) {
            client.send(Bytes.join(
                            Bytes.frame("auth:alice:example.org:vErYsEcReT"),
                            Bytes.frame("isuser:down:example.org"),
                            Bytes.frame("isuser:x\nforged\u202e:example.org"),
                            Bytes.frame("isuser:x:elsewhere\n2026-01-01 INFO forged")))
                    .receive(16);
        }
        assertThat(served.log.await("auth alice@example.org"))
                .matches(".* INFO: auth alice@example\\.org: no, .*wrong \\(\\d+\\.\\d ms\\)");
        assertThat(served.log.await("isuser down@example.org")).contains(": cannot tell, ", "the cloud is down");
        served.log.await("isuser x\\u000aforged\\u202e@example.org: no, user or password contains control characters");
        served.log.await("isuser x@elsewhere\\u000a2026");
        assertThat(served.log.lines())
                .noneMatch(line -> line.contains("vErYsEcReT"))
                .noneMatch(line -> line.startsWith("forged") || line.startsWith("2026-01-01"));
    }

    @Test
    void aClientThatNeverReadsIsThrottledAndOthersAreNot() throws Exception {
        InetSocketAddress address = served.listen(Protocol.GENERIC);
        byte[] requests = Bytes.of("isuser:a:example.org\n".repeat(10_000));
        served.cloud.roster("x".repeat(10_000));
        byte[] rosters = Bytes.of("roster:a:example.org\n".repeat(10_000));
        try (SocketChannel deaf = SocketChannel.open(address);
                Client other = new Client(address)) {
            deaf.configureBlocking(false);
            long accepted = sendUntilBlocked(deaf, rosters, requests);

            assertThat(accepted)
                    .as("bytes accepted from a client that does not read")
                    .isLessThan(64L << 20);
            assertThat(other.send("isuser:b:example.org\n").receiveText(2)).isEqualTo("1\n");
        }
    }

    @Test
    void aPendingReplyIsSentBeforeTheServerStops() throws Exception {
        try (Client asking = served.client(Protocol.GENERIC);
                Client silent = served.client(Protocol.GENERIC)) {
            asking.send("isuser:held-a:example.org\nisuser:b:example.org\n");
            served.cloud.awaitQuery("held-a");
            Thread stopping = new Thread(served.server::close);
            stopping.start();
            assertThat(silent.receiveAllText()).isEmpty();
            served.cloud.release("held-a");

            assertThat(asking.receiveAllText()).isEqualTo("1\n");
            asking.socket.close();
            stopping.join();
        }
    }

    @Test
    void clientsThatHaveJustConnectedOrBegunARequestAreStillAnsweredWhenTheServerStops() throws Exception {
        Duration grace = Duration.ofMinutes(1);
        try (Served patient = new Served(Served.LIMITS, Served.FILES, new CodecSettings(4_096, ""), grace)) {
            InetSocketAddress address = patient.listen(Protocol.GENERIC);
            try (Client known = new Client(address);
                    Client speaking = new Client(address);
                    Client silent = new Client(address)) {
                assertThat(known.send("isuser:b:example.org\n").receiveText(2)).isEqualTo("1\n");
                speaking.send("isuser:held-a:example.org\nisuser:nobody:exam");
                patient.cloud.awaitQuery("held-a");
                patient.cloud.release("held-a");
                assertThat(speaking.receiveText(2)).isEqualTo("1\n");
                Thread stopping = new Thread(patient.server::close);
                stopping.start();
                assertThat(known.receiveAllText())
                        .as("an idle client that has been answered before")
                        .isEmpty();

                assertThat(silent.send("isuser:b:example.org\nisuser:b:example.org\n")
                                .receiveAllText())
                        .isEqualTo("1\n");
                assertThat(speaking.send("ple.org\n").receiveAllText()).isEqualTo("0\n");
                silent.socket.close();
                speaking.socket.close();
                stopping.join();
            }
        }
    }

    @Test
    void aStoppedServerRefusesConnections() throws Exception {
        InetSocketAddress address = served.listen(Protocol.GENERIC);
        served.server.close();

        assertThatThrownBy(() -> new Client(address)).isInstanceOf(IOException.class);
    }

    @Test
    void stoppingTakesNoLongerThanTheStopTimeout() throws Exception {
        Limits impatient = new Limits(10, Duration.ZERO, Duration.ofSeconds(60), Duration.ofMillis(50));
        try (Served hasty = new Served(impatient);
                Client client = hasty.client(Protocol.GENERIC)) {
            client.send("isuser:held-a:example.org\n");
            hasty.cloud.awaitQuery("held-a");

            hasty.server.close();

            assertThat(client.receiveAllText()).isEmpty();
            assertThat(hasty.log.await("stopped before all pending replies were sent"))
                    .contains("WARNING");
        }
    }

    @Test
    void theErrorNamesAPortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, new InetSocketAddress("127.0.0.1", 0).getAddress())) {
            assertThatThrownBy(() -> served.server.listen(new ListenAddress.Tcp(
                            Protocol.GENERIC, new InetSocketAddress("127.0.0.1", taken.getLocalPort()))))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ")
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void eachListenerIsLoggedWithItsRealPort() throws Exception {
        InetSocketAddress generic = served.listen(Protocol.GENERIC);
        InetSocketAddress postfix = served.listen(Protocol.POSTFIX);

        assertThat(generic.getPort()).isPositive();
        served.log.await("INFO: listening: generic on 127.0.0.1:" + generic.getPort());
        served.log.await("INFO: listening: postfix on 127.0.0.1:" + postfix.getPort());
    }

    @Test
    void aClientThatDisconnectsWhileItsReplyIsPendingDoesNoHarm() throws Exception {
        InetSocketAddress address = served.listen(Protocol.GENERIC);
        try (Client vanishing = new Client(address)) {
            vanishing.send("isuser:held-a:example.org\n");
            served.cloud.awaitQuery("held-a");
            vanishing.socket.setSoLinger(true, 0);
        }
        served.cloud.release("held-a");

        try (Client client = new Client(address)) {
            assertThat(client.send("isuser:b:example.org\n").receiveText(2)).isEqualTo("1\n");
        }
        served.server.close();
        assertThat(served.log.lines()).noneMatch(line -> line.contains("ERROR"));
    }

    /** Sends the first bytes, then the others repeatedly until none is accepted for a second; returns their number. */
    private static long sendUntilBlocked(SocketChannel channel, byte[] first, byte[] again) throws IOException {
        long accepted = 0;
        long lastAccepted = System.nanoTime();
        ByteBuffer bytes = ByteBuffer.wrap(first);
        while (System.nanoTime() - lastAccepted < 1_000_000_000L && accepted < 64L << 20) {
            int count = channel.write(bytes);
            if (count > 0) {
                accepted += count;
                lastAccepted = System.nanoTime();
            } else {
                Thread.onSpinWait();
            }
            if (!bytes.hasRemaining()) {
                bytes = ByteBuffer.wrap(again);
            }
        }
        return accepted;
    }

    private static void assertNothingArrives(Client client) throws IOException {
        Socket socket = client.socket;
        socket.setSoTimeout(50);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(60_000);
    }
}
