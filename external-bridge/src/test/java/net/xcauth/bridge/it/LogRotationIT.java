package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.ExistenceLoad;
import net.xcauth.bridge.it.support.Wire;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Command;
import net.xcauth.test.Eventually;
import net.xcauth.test.Installed;
import net.xcauth.test.ManagedProcess;
import net.xcauth.test.Resources;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real logrotate under load: each decision is in one of the files, exactly once. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LogRotationIT {
    private static final int ROTATIONS = 4;
    private static final Pattern DECISION =
            Pattern.compile("[-\\d]{10} [:\\d]{8},\\d{3} INFO: isuser (\\S+)@example\\.org: .*");

    private final Resources resources = new Resources();
    private String logrotate;
    private TempFolder folder;
    private Path logs;
    private ManagedProcess bridge;

    @BeforeEach
    void start() throws Exception {
        logrotate = Installed.require("logrotate", "apt-get install logrotate");
        DemoCloud cloud = resources.add(DemoCloud.start(DemoSettings.defaults()));
        folder = resources.add(new TempFolder("rotation"));
        // logrotate refuses folders in which others could place a symbolic link.
        logs = Files.setPosixFilePermissions(folder.folder("logs"), PosixFilePermissions.fromString("rwx------"));
        bridge = resources.add(ManagedProcess.start(Xcauth.command(
                cloud, "--log", logs.toString(), "--listen", "generic=" + folder.resolve("generic.sock"))));
        resources.add(Wire.connectWhenPossible(UnixDomainSocketAddress.of(folder.resolve("generic.sock"))));
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    @Test
    void withoutASignalEachDecisionIsInExactlyOneFile() throws Exception {
        assertEachDecisionIsThereOnce("");
    }

    @Test
    void withASignalEachDecisionIsInExactlyOneFile() throws Exception {
        assertEachDecisionIsThereOnce(
                "    sharedscripts\n    postrotate\n        kill -HUP " + bridge.pid() + "\n    endscript\n");
    }

    @Test
    void theErrorFileIsRotatedToo() throws Exception {
        Path configuration = configuration("");
        rotate(configuration);
        assertThat(logs.resolve("xcauth.err")).doesNotExist();

        // Within a second of the start, output may still go to the file that was open then.
        Eventually.until("the threads are listed in a new file", () -> {
            bridge.signal("USR1");
            return Files.exists(logs.resolve("xcauth.err"));
        });

        Eventually.until(
                "the list is complete",
                () -> Files.readString(logs.resolve("xcauth.err")).endsWith("(Ends)\n"));
        assertThat(Files.getPosixFilePermissions(logs.resolve("xcauth.err")))
                .as("like the one before")
                .isEqualTo(Files.getPosixFilePermissions(logs.resolve("xcauth.err.1")));
    }

    private void assertEachDecisionIsThereOnce(String more) throws Exception {
        Path configuration = configuration(more);
        List<String> asked;
        try (ExistenceLoad load = ExistenceLoad.start(UnixDomainSocketAddress.of(folder.resolve("generic.sock")), 4)) {
            for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
                load.moreAreAnswered();
                rotate(configuration);
                assertThat(logs.resolve("xcauth.log." + rotation)).exists();
                Eventually.until("there is a new log", () -> Files.exists(logs.resolve("xcauth.log")));
            }
            load.moreAreAnswered();
            asked = load.stop();
        }
        bridge.signal("TERM");
        assertThat(bridge.awaitExit()).isZero();

        List<List<String>> files = new ArrayList<>();
        for (int number = 0; number <= ROTATIONS; number++) {
            files.add(decided(logs.resolve("xcauth.log" + (number == 0 ? "" : "." + number))));
        }
        assertThat(files).allSatisfy(file -> assertThat(file).isNotEmpty());
        // Sorted, since there are too many for a search of each.
        assertThat(files.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(asked.stream().sorted().toList());
    }

    private Path configuration(String more) throws IOException {
        return folder.write("logrotate.conf", """
                "%1$s/xcauth.log" "%1$s/xcauth.err" {
                    rotate 99
                    missingok
                    nocreate
                %2$s}
                """.formatted(logs, more));
    }

    private void rotate(Path configuration) throws Exception {
        Command.run(logrotate, "--force", "--state", folder.resolve("state").toString(), configuration.toString())
                .requireSuccess();
    }

    private static List<String> decided(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(DECISION::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .toList();
        }
    }
}
