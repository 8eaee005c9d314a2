package net.xcauth.bridge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

        assertThat(Files.readAllLines(folder.resolve("xcauth.log"))).hasSize(2).startsWith("old").last().asString()
                .endsWith(" WARNING: new");
    }

    @Test
    void detailsAreLoggedIfWantedAndNotThoseOfLibraries() throws Exception {
        try (Logs logs = Logs.open(new LogSettings(folder, true, false))) {
            log.debug("our detail");
            LoggerFactory.getLogger("io.netty.x").debug("netty's detail");
            LoggerFactory.getLogger("io.netty.x").info("netty's word");
        }
        try (Logs logs = open(folder)) {
            log.debug("another detail");
        }

        assertThat(folder.resolve("xcauth.log")).content().contains("DEBUG: our detail", "INFO: netty's word")
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

        assertThat(Files.readAllLines(folder.resolve("xcauth.log"))).last().asString().endsWith("INFO: after");
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
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("xcauth.log")).toList()) {
                all.addAll(Files.readAllLines(file));
            }
        }
        assertThat(all).hasSize(4 * 5_000 + 20).allMatch(line -> line.matches(
                "[-\\d]{10} [:\\d]{8},\\d{3} INFO: (thread \\d line \\d+|logs reopened)"));
        assertThat(all.stream().map(line -> line.substring(24)).filter(line -> line.contains("thread")).distinct())
                .hasSize(4 * 5_000);
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
    void anUnwritableFolderMeansStandardErrorWithAWarningThatSaysWhatToDo() throws Exception {
        Path impossible = Files.createFile(folder.resolve("file")).resolve("log");
        try (Logs logs = open(impossible)) {
            log.info("hello");
        }

        assertThat(errors.toString(StandardCharsets.UTF_8).lines()).hasSize(2).first().asString()
                .contains("WARNING: cannot write logs in " + impossible, "standard error", "make the directory writable",
                        "log=DIRECTORY");
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("INFO: hello");
    }

    @Test
    void aFolderThatBecameUsableIsUsedFromTheNextReopening() throws Exception {
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
}
