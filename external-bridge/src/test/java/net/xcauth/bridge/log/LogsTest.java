package net.xcauth.bridge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(60)
@SuppressWarnings("try") // Logs are open for what is logged, not for what is called on them.
class LogsTest {
    private static final Logger log = LoggerFactory.getLogger(LogsTest.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void captureStandardError() {
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreStandardError() {
        System.setErr(standardError);
    }

    @Test
    void linesAreInTheFileWhenTheLogIsClosed() throws Exception {
        try (Logs logs = open(folder)) {
            for (int i = 0; i < 1_000; i++) {
                log.info("line {}", i);
            }
        }

        List<String> lines = Files.readAllLines(folder.resolve("xcauth.log"));
        assertThat(lines).hasSize(1_000);
        assertThat(lines.get(0)).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} INFO: line 0");
        assertThat(lines.get(999)).endsWith(" INFO: line 999");
    }

    @Test
    void whatIsPrintedToStandardErrorGoesToTheErrorFile() throws Exception {
        try (Logs logs = open(folder)) {
            System.err.println("trouble");
        }

        assertThat(folder.resolve("xcauth.err")).hasContent("trouble");
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void anOldLogIsContinued() throws Exception {
        Files.writeString(folder.resolve("xcauth.log"), "old\n");
        try (Logs logs = open(folder)) {
            log.warn("new");
        }

        assertThat(Files.readAllLines(folder.resolve("xcauth.log")))
                .hasSize(2)
                .startsWith("old")
                .last()
                .asString()
                .endsWith(" WARNING: new");
    }

    @Test
    void detailsAreLoggedInDebugModeExceptThoseOfLibraries() throws Exception {
        try (Logs logs = Logs.open(new LogSettings(folder, true, false))) {
            log.debug("our detail");
            LoggerFactory.getLogger("io.netty.x").debug("netty's detail");
            LoggerFactory.getLogger("io.netty.x").info("netty's word");
        }
        try (Logs logs = open(folder)) {
            log.debug("another detail");
        }

        assertThat(folder.resolve("xcauth.log"))
                .content()
                .contains("DEBUG: our detail", "INFO: netty's word")
                .doesNotContain("netty's detail", "another detail");
    }

    @Test
    void afterARotationLinesGoToTheNewFile() throws Exception {
        try (Logs logs = open(folder)) {
            log.info("before");
            Files.move(folder.resolve("xcauth.log"), folder.resolve("xcauth.log.1"));
            Files.move(folder.resolve("xcauth.err"), folder.resolve("xcauth.err.1"));
            logs.reopen();
            log.info("after");
            System.err.println("trouble");
        }

        assertThat(Files.readAllLines(folder.resolve("xcauth.log")))
                .last()
                .asString()
                .endsWith("INFO: after");
        assertThat(folder.resolve("xcauth.log.1")).content().doesNotContain("after");
        assertThat(folder.resolve("xcauth.err")).hasContent("trouble");
        assertThat(folder.resolve("xcauth.err.1")).isEmptyFile();
    }

    @Test
    void noLineIsLostOrSplitByRotationsWhileManyLog() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (Logs logs = open(folder)) {
            for (int t = 0; t < 4; t++) {
                String name = "thread " + t;
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        log.info("{} line {}", name, i);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (int rotation = 0; rotation < 20; rotation++) {
                Files.move(folder.resolve("xcauth.log"), folder.resolve("xcauth.log." + rotation));
                logs.reopen();
                while (Files.notExists(folder.resolve("xcauth.log"))) {
                    Thread.onSpinWait();
                }
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("xcauth.log"))
                    .toList()) {
                all.addAll(Files.readAllLines(file));
            }
        }
        assertThat(all)
                .hasSize(4 * 5_000 + 20)
                .allMatch(
                        line -> line.matches("[-\\d]{10} [:\\d]{8},\\d{3} INFO: (thread \\d line \\d+|logs reopened)"));
        assertThat(all.stream()
                        .map(line -> line.substring(24))
                        .filter(line -> line.contains("thread"))
                        .distinct())
                .hasSize(4 * 5_000);
    }

    @Test
    void aRenamedFileIsNoticedWithinASecondOfWriting() throws Exception {
        AtomicLong now = new AtomicLong();
        try (Logs logs = open(folder, now)) {
            log.info("before");
            awaitContent("xcauth.log", "before");
            rotate("xcauth.log");
            log.info("too soon");
            awaitContent("xcauth.log.1", "too soon");
            now.addAndGet(SECOND);
            log.info("after");
        }

        assertThat(Files.readAllLines(folder.resolve("xcauth.log")))
                .singleElement()
                .asString()
                .endsWith("INFO: after");
        assertThat(Files.readAllLines(folder.resolve("xcauth.log.1"))).hasSize(2);
    }

    @Test
    void aFileThatAnotherProgramCreatedAtThePathIsContinued() throws Exception {
        AtomicLong now = new AtomicLong();
        try (Logs logs = open(folder, now)) {
            rotate("xcauth.log");
            Files.writeString(folder.resolve("xcauth.log"), "made by logrotate\n");
            now.addAndGet(SECOND);
            log.info("after");
        }

        assertThat(folder.resolve("xcauth.log"))
                .content()
                .startsWith("made by logrotate\n")
                .endsWith("INFO: after\n");
        assertThat(folder.resolve("xcauth.log.1")).isEmptyFile();
    }

    @Test
    void aTruncatedFileIsContinuedAtItsStart() throws Exception {
        AtomicLong now = new AtomicLong();
        try (Logs logs = open(folder, now)) {
            log.info("before");
            awaitContent("xcauth.log", "before");
            Files.writeString(folder.resolve("xcauth.log"), "", StandardOpenOption.TRUNCATE_EXISTING);
            now.addAndGet(SECOND);
            log.info("after");
        }

        assertThat(Files.readAllLines(folder.resolve("xcauth.log")))
                .singleElement()
                .asString()
                .endsWith("INFO: after");
    }

    @Test
    void aRenamedErrorFileIsNoticedAsWell() throws Exception {
        AtomicLong now = new AtomicLong();
        try (Logs logs = open(folder, now)) {
            System.err.println("before");
            rotate("xcauth.err");
            System.err.println("too soon");
            now.addAndGet(SECOND);
            System.err.println("after");
        }

        assertThat(folder.resolve("xcauth.err")).hasContent("after");
        assertThat(folder.resolve("xcauth.err.1")).hasContent("before\ntoo soon");
    }

    @Test
    void aFileThatCannotBeReopenedStaysOpenAndIsReportedOnce() throws Exception {
        AtomicLong now = new AtomicLong();
        Path moved = folder.resolveSibling(folder.getFileName() + "-moved");
        try (Logs logs = open(folder, now)) {
            Files.move(folder, moved);
            for (int second = 1; second <= 3; second++) {
                now.addAndGet(SECOND);
                log.info("second {}", second);
                awaitContent(moved.resolve("xcauth.log"), "second " + second);
                System.err.println("trouble " + second);
            }
        } finally {
            Files.move(moved, folder);
        }

        assertThat(Files.readAllLines(folder.resolve("xcauth.log"))).hasSize(3);
        assertThat(Files.readAllLines(folder.resolve("xcauth.err")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("xcauth: cannot reopen xcauth.log (")
                                .endsWith("), still writing to the old file"),
                        line -> assertThat(line).startsWith("xcauth: cannot reopen xcauth.err ("),
                        line -> assertThat(line).isEqualTo("trouble 1"),
                        line -> assertThat(line).isEqualTo("trouble 2"),
                        line -> assertThat(line).isEqualTo("trouble 3"));
    }

    @Test
    void reopeningIsTriedAgain() throws Exception {
        AtomicLong now = new AtomicLong();
        Path moved = folder.resolveSibling(folder.getFileName() + "-moved");
        try (Logs logs = open(folder, now)) {
            Files.move(folder, moved);
            now.addAndGet(SECOND);
            log.info("old file");
            awaitContent(moved.resolve("xcauth.log"), "old file");
            Files.createDirectory(folder);
            now.addAndGet(SECOND);
            log.info("new file");
        }
        List<String> old = Files.readAllLines(moved.resolve("xcauth.log"));
        try (Stream<Path> files = Files.list(moved)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(moved);

        assertThat(old).hasSize(1);
        assertThat(Files.readAllLines(folder.resolve("xcauth.log")))
                .singleElement()
                .asString()
                .endsWith("new file");
    }

    @Test
    void noLineIsLostOrSplitByRotationsWithoutASignal() throws Exception {
        List<Thread> threads = new ArrayList<>();
        int rotations = 0;
        // Always a second later: looks before each piece.
        AtomicLong now = new AtomicLong();
        try (Logs logs = Logs.open(new LogSettings(folder, false, false), () -> now.addAndGet(SECOND))) {
            for (int t = 0; t < 4; t++) {
                String name = "thread " + t;
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        log.info("{} line {}", name, i);
                    }
                }));
            }
            threads.forEach(Thread::start);
            while (threads.stream().anyMatch(Thread::isAlive)) {
                if (Files.exists(folder.resolve("xcauth.log"))) {
                    Files.move(folder.resolve("xcauth.log"), folder.resolve("xcauth.log." + rotations++));
                }
            }
        }

        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("xcauth.log"))
                    .toList()) {
                all.addAll(Files.readAllLines(file));
            }
        }
        assertThat(all)
                .hasSize(4 * 5_000)
                .allMatch(line -> line.matches("[-\\d]{10} [:\\d]{8},\\d{3} INFO: thread \\d line \\d+"));
        assertThat(all.stream().map(line -> line.substring(24)).distinct()).hasSize(4 * 5_000);
    }

    @Test
    void interactiveMeansStandardErrorAndNoFiles() {
        try (Logs logs = Logs.open(new LogSettings(folder, false, true))) {
            log.info("hello");
            logs.reopen();
        }

        assertThat(errors.toString(StandardCharsets.UTF_8)).contains(" INFO: hello\n", "logs reopened");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anUnwritableFolderMeansStandardErrorAndAWarningWithTheRemedy() throws Exception {
        Path impossible = Files.createFile(folder.resolve("file")).resolve("log");
        try (Logs logs = open(impossible)) {
            log.info("hello");
        }

        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .first()
                .asString()
                .contains(
                        "WARNING: cannot write logs in " + impossible,
                        "standard error",
                        "make the directory writable",
                        "log=DIRECTORY");
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("INFO: hello");
    }

    @Test
    void aFolderThatBecameWritableIsUsedAfterTheNextReopening() throws Exception {
        Path later = folder.resolve("later");
        try (Logs logs = open(later)) {
            Files.createDirectory(later);
            logs.reopen();
            log.info("hello");
        }

        assertThat(later.resolve("xcauth.log")).content().contains("INFO: hello");
    }

    @Test
    void aFolderThatVanishedDoesNotStopTheLog() throws Exception {
        Path log1 = folder.resolve("xcauth.log");
        Path moved = folder.resolveSibling(folder.getFileName() + "-moved");
        try (Logs logs = open(folder)) {
            Files.move(folder, moved);
            logs.reopen();
            log.info("still here");
        } finally {
            Files.move(moved, folder);
        }

        assertThat(log1).content().contains("cannot reopen xcauth.err", "still here");
    }

    @Test
    void afterTheLogIsClosedLinesGoToStandardError() {
        open(folder).close();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));

        log.warn("late");

        assertThat(errors.toString(StandardCharsets.UTF_8)).endsWith(" WARNING: late\n");
    }

    private static Logs open(Path directory) {
        return Logs.open(new LogSettings(directory, false, false));
    }

    private static Logs open(Path directory, AtomicLong now) {
        return Logs.open(new LogSettings(directory, false, false), now::get);
    }

    private void rotate(String name) throws IOException {
        Files.move(folder.resolve(name), folder.resolve(name + ".1"));
    }

    private void awaitContent(String name, String content) throws IOException {
        awaitContent(folder.resolve(name), content);
    }

    private static void awaitContent(Path file, String content) throws IOException {
        while (!Files.readString(file).contains(content)) {
            Thread.onSpinWait();
        }
    }
}
