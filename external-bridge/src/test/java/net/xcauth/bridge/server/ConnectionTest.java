package net.xcauth.bridge.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import net.xcauth.bridge.log.CapturedLog;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.protocol.Bytes;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timeouts, with the time passed in, and flow control. */
class ConnectionTest {
    private static final Limits LIMITS = new Limits(10, Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ZERO);
    private static final long REQUEST = LIMITS.requestTimeout().toNanos();
    private static final long IDLE = LIMITS.idleTimeout().toNanos();

    @TempDir
    Path folder;

    private CapturedLog log;
    private final HeldCloud cloud = new HeldCloud();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel created) {
            created.pipeline()
                    .addLast(new Connection(
                            created,
                            Protocol.GENERIC,
                            Protocol.GENERIC.newCodec(CodecSettings.DEFAULT),
                            new Responder(Served.authenticator(cloud)),
                            new ConnectionRegistry(LIMITS, Duration.ZERO)));
        }
    });
    private final Connection connection = channel.pipeline().get(Connection.class);

    @BeforeEach
    void captureLog() {
        log = new CapturedLog(folder);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        log.close();
    }

    @Test
    void aRequestThatIsNotCompletedInTimeEndsTheConnection() {
        send("isuser:a:exam");
        long begun = laterThan(System.nanoTime());

        check(begun);
        assertThat(channel.isOpen()).isTrue();
        check(begun + REQUEST);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void bytesThatTrickleInDoNotExtendTheRequestTimeout() {
        send("isuser:a:ex");
        long begun = laterThan(System.nanoTime());
        send("am");
        send("ple");

        check(begun + REQUEST);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aBusyClientIsNotCutOffAlthoughEachReadEndsWithinARequest() {
        send("isuser:a:example.org\nisuser:b:exam");
        long begun = laterThan(System.nanoTime());
        send("ple.org\nisuser:c:exam");

        check(begun + REQUEST);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aClientThatWaitsForAReplyNeverTimesOut() {
        send("isuser:held-a:example.org\nisuser:b:ex");

        check(System.nanoTime() + 2 * IDLE);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void theIdleTimeoutRestartsWithEachReply() {
        send("isuser:held-a:example.org\n");
        long asked = laterThan(System.nanoTime());
        cloud.release("held-a");
        channel.runPendingTasks();

        assertThat(replies()).isEqualTo("1\n");
        check(asked + IDLE);
        assertThat(channel.isOpen()).isTrue();
        check(laterThan(System.nanoTime()) + IDLE);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSilentConnectionIsClosedAfterTheIdleTimeout() {
        long opened = laterThan(System.nanoTime());

        check(opened + REQUEST);
        assertThat(channel.isOpen()).isTrue();
        check(opened + IDLE);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void withoutAnIdleTimeoutASilentConnectionStaysOpen() {
        Limits patient = new Limits(10, Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO);

        connection.checkTimes(System.nanoTime() + Duration.ofDays(365).toNanos(), patient);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whileAReplyIsPendingAtMostOneMoreReadIsBuffered() {
        send("isuser:held-a:example.org\n");
        assertThat(channel.config().isAutoRead()).isTrue();
        send("isuser:b:example.org\n");
        assertThat(channel.config().isAutoRead()).isFalse();

        cloud.release("held-a");
        channel.runPendingTasks();

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(replies()).isEqualTo("1\n1\n");
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.buffer().writeBytes(Bytes.of(text)));
    }

    private void check(long now) {
        connection.checkTimes(now, LIMITS);
        channel.runPendingTasks();
    }

    private String replies() {
        StringBuilder replies = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            replies.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return replies.toString();
    }

    private static long laterThan(long time) {
        long now = System.nanoTime();
        while (now <= time) {
            now = System.nanoTime();
        }
        return now;
    }
}
