package net.xcauth.bridge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatheringWriterTest {
    @Test
    void everythingIsWrittenInOrderWhenStopReturns() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        GatheringWriter writer = new GatheringWriter(() -> written);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            String line = "line " + i + '\n';
            expected.append(line);
            writer.append(bytes(line));
        }
        writer.stop();

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }

    @Test
    void linesOfManyThreadsAreNeitherLostNorMixed() throws InterruptedException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        GatheringWriter writer = new GatheringWriter(() -> written);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "thread " + t + " line ";
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    writer.append(bytes(name + i + '\n'));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        writer.stop();

        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(80_000);
        for (int t = 0; t < 4; t++) {
            String prefix = "thread " + t + " line ";
            List<String> own =
                    lines.stream().filter(line -> line.startsWith(prefix)).toList();
            assertThat(own).hasSize(20_000);
            for (int i = 0; i < own.size(); i++) {
                assertThat(own.get(i)).isEqualTo(prefix + i);
            }
        }
    }

    @Test
    void aCallerWaitsForTheDiskWhileTheBufferIsFull() throws InterruptedException {
        CountDownLatch diskWorks = new CountDownLatch(1);
        CountDownLatch diskIsAsked = new CountDownLatch(1);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        GatheringWriter writer = new GatheringWriter(() -> {
            diskIsAsked.countDown();
            awaitQuietly(diskWorks);
            return written;
        });
        byte[] large = new byte[600_000];
        writer.append(large);
        diskIsAsked.await();
        writer.append(large);
        Thread third = new Thread(() -> writer.append(large));
        third.start();
        while (third.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        diskWorks.countDown();
        third.join();
        writer.stop();

        assertThat(written.size()).isEqualTo(1_800_000);
    }

    @Test
    void aLineLongerThanTheBufferIsWritten() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        GatheringWriter writer = new GatheringWriter(() -> written);
        writer.append(new byte[3 << 20]);
        writer.stop();

        assertThat(written.size()).isEqualTo(3 << 20);
    }

    @Test
    void aDiskFailureIsReportedAndLaterLinesAreWritten() throws Exception {
        PrintStream standardError = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            CountDownLatch failed = new CountDownLatch(1);
            GatheringWriter writer = new GatheringWriter(() -> failed.getCount() == 0 ? written : failing(failed));
            writer.append(bytes("lost\n"));
            assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
            writer.append(bytes("kept\n"));
            writer.stop();

            assertThat(errors.toString(StandardCharsets.UTF_8)).contains("log lines are lost: disk full");
            assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("kept\n");
        } finally {
            System.setErr(standardError);
        }
    }

    private static OutputStream failing(CountDownLatch failed) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                failed.countDown();
                throw new IOException("disk full");
            }
        };
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
