package net.xcauth.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReaperTest {
    private static final Pattern STARTED = Pattern.compile("started (\\d+) in (/\\S+)");

    @BeforeAll
    static void skipWithoutTime() {
        Installed.skipUnlessThereIsTime("kills of entire test runs");
    }

    /** A test run that starts a server, which ignores signals and has a child in another session, and waits. */
    static final class Run {
        private Run() {}

        public static void main(String[] arguments) throws Exception {
            TempFolder folder = new TempFolder("reaper");
            folder.write("file", "content");
            ManagedProcess server = ManagedProcess.start(
                    new ProcessBuilder("sh", "-c", "trap '' HUP INT TERM; setsid sleep 1000 & echo $!; wait"));
            String child =
                    server.awaitLines(1, Pattern.compile("^\\d+$")).get(0).group();
            System.out.println("started " + child + " in " + folder.path());
            System.in.read();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "INT"})
    void aTestRunThatIsKilledLeavesNothingBehind(String signal) throws Exception {
        Matcher started;
        try (ManagedProcess run = ManagedProcess.startHeedingSignals(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName()))) {
            started = run.awaitLines(1, STARTED).get(0);
            long child = Long.parseLong(started.group(1));
            assertThat(ProcessHandle.of(child)).as("the server's child").isPresent();
            assertThat(Path.of(started.group(2), "file")).exists();

            run.signal(signal);
            run.awaitExit();

            Eventually.until(
                    "the server's child has exited",
                    () -> ProcessHandle.of(child).isEmpty());
            Eventually.until("the folder is deleted", () -> Files.notExists(Path.of(started.group(2))));
        }
    }
}
