package net.xcauth.bridge.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.xcauth.bridge.log.CapturedLog;
import net.xcauth.bridge.protocol.Bytes;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StreamSessionTest {
    private final HeldCloud cloud = new HeldCloud();

    @TempDir
    Path folder;

    private CapturedLog log;

    @BeforeEach
    void captureLog() {
        log = new CapturedLog(folder);
    }

    @AfterEach
    void close() {
        cloud.close();
        log.close();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderUntilInputEnds() throws Exception {
        assertThat(replies(
                        Protocol.GENERIC,
                        Bytes.of("auth:a:example.org:right\nauth:a:example.org:wrong\nsetpass:a:b:c\n"
                                + "isuser:down:example.org\nisuser:a:example.org\n")))
                .isEqualTo("1\n0\n0\n0\n1\n");
        assertThat(log.lines()).noneMatch(line -> line.contains("middle of a request"));
    }

    @Test
    void invalidUtf8IsAnsweredNoAndTheSessionContinues() throws Exception {
        assertThat(replies(
                        Protocol.GENERIC,
                        Bytes.join(new byte[] {(byte) 0xFF, '\n'}, Bytes.of("isuser:a:example.org\n"))))
                .isEqualTo("0\n1\n");
    }

    @Test
    void saslauthdsSessionEndsIfTheCloudIsUnreachable() throws Exception {
        assertThat(replies(
                        Protocol.SASLAUTHD,
                        Bytes.join(
                                Bytes.sasl("down", "right", "smtp", "example.org"),
                                Bytes.sasl("alice", "right", "smtp", "example.org"))))
                .isEmpty();
    }

    @Test
    void quitEndsTheSession() throws Exception {
        assertThat(replies(
                        Protocol.EJABBERD,
                        Bytes.join(
                                Bytes.frame("isuser:a:example.org"), new byte[2], Bytes.frame("isuser:a:example.org"))))
                .isEqualTo("\0\2\0\1");
    }

    @Test
    void inputThatEndsWithinARequestIsLoggedAndNotAnswered() throws Exception {
        assertThat(replies(Protocol.EJABBERD, new byte[] {0, 20, 'a', 'u'})).isEmpty();
        assertThat(log.await("in the middle")).contains("WARNING: standard input ended in the middle of a request");
    }

    @Test
    void aRequestOverTheLimitIsRefusedAndEndsTheSession() throws Exception {
        assertThat(replies(
                        Protocol.GENERIC, Bytes.of("isuser:a:example.org\n" + "x".repeat(10_000) + "\nisuser:a:b\n")))
                .isEqualTo("1\n0\n");
        assertThat(log.await("closing standard input")).contains("longer than 9000 bytes");
    }

    @Test
    void aRequestLargerThanTheInitialBufferIsAnswered() throws Exception {
        assertThat(replies(Protocol.GENERIC, Bytes.of("isuser:" + "u".repeat(8_900) + ":example.org\n")))
                .isEqualTo("1\n");
    }

    @ParameterizedTest
    @EnumSource
    void randomBytesEndTheSessionWithoutAnError(Protocol protocol) throws Exception {
        Random random = new Random(protocol.ordinal());
        for (int round = 0; round < 50; round++) {
            byte[] garbage = new byte[random.nextInt(30_000)];
            random.nextBytes(garbage);
            replies(protocol, garbage);
        }
    }

    @Test
    void eachReplyIsSentBeforeTheNextRequestIsRead() throws Exception {
        try (Piped piped = new Piped()) {
            for (int i = 0; i < 3; i++) {
                piped.send("isuser:a:example.org\n");
                assertThat(piped.replies.readNBytes(2)).isEqualTo(Bytes.of("1\n"));
            }
            piped.requests.close();
            piped.ended.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void stoppingSendsThePendingReplyAndNoMore() throws Exception {
        try (Piped piped = new Piped()) {
            piped.send("isuser:held-a:example.org\nisuser:b:example.org\n");
            cloud.awaitQuery("held-a");
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> piped.stop(60_000));
            while (!piped.session.isStopping()) {
                Thread.onSpinWait();
            }
            cloud.release("held-a");

            stopped.get(30, TimeUnit.SECONDS);
            piped.ended.get(30, TimeUnit.SECONDS);
            assertThat(piped.replies.available()).isEqualTo(2);
            assertThat(piped.replies.readNBytes(2)).isEqualTo(Bytes.of("1\n"));
        }
    }

    @Test
    void stoppingTakesNoLongerThanItsPatience() throws Exception {
        try (Piped piped = new Piped()) {
            piped.send("isuser:held-a:example.org\n");
            cloud.awaitQuery("held-a");

            piped.stop(10);

            assertThat(piped.ended).isNotDone();
            cloud.release("held-a");
            piped.requests.close();
            piped.ended.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void stoppingReturnsAtOnceIfNoReplyIsPending() throws Exception {
        try (Piped piped = new Piped()) {
            piped.stop(Long.MAX_VALUE / 1_000_000);
            piped.requests.close();
            piped.ended.get(30, TimeUnit.SECONDS);
        }
    }

    private String replies(Protocol protocol, byte[] requests) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new StreamSession(
                        new ByteArrayInputStream(requests),
                        out,
                        protocol.newCodec(new CodecSettings(9_000, "")),
                        new Responder(Served.authenticator(cloud)))
                .run();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A session on a thread of its own. */
    private final class Piped implements AutoCloseable {
        private final PipedOutputStream requests = new PipedOutputStream();
        private final PipedInputStream replies = new PipedInputStream();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final StreamSession session;

        Piped() throws IOException {
            session = new StreamSession(
                    new PipedInputStream(requests),
                    new PipedOutputStream(replies),
                    Protocol.GENERIC.newCodec(CodecSettings.DEFAULT),
                    new Responder(Served.authenticator(cloud)));
            Thread thread = new Thread(() -> {
                try {
                    session.run();
                    ended.complete(null);
                } catch (IOException | RuntimeException e) {
                    ended.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        void send(String text) throws IOException {
            requests.write(Bytes.of(text));
            requests.flush();
        }

        void stop(long patienceMillis) {
            try {
                session.stop(patienceMillis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            requests.close();
        }
    }
}
