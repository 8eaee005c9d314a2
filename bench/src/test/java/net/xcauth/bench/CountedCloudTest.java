package net.xcauth.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import net.xcauth.test.Eventually;
import net.xcauth.test.ManagedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CountedCloudTest {

    private static final Pattern ANNOUNCED = Pattern.compile("^demo cloud: (.*)");
    private static final int USERS = 5;

    @Test
    void saysAtItsEndHowOftenItWasAsked(@TempDir Path folder) throws Exception {
        Path accounts = Files.writeString(folder.resolve("accounts.json"), CrowdFile.json(new Crowd(USERS)));
        try (ManagedProcess cloud = ManagedProcess.start(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CountedCloud.class.getName(),
                "--accounts",
                accounts.toString()))) {
            String url = cloud.awaitLines(1, ANNOUNCED).get(0).group(1);
            // On a busy machine a second is too short for the first answer.
            Eventually.until(
                    "it was asked",
                    () -> CloudDirect.PROGRAM.execute(
                                    System.out,
                                    System.err,
                                    "--url",
                                    url,
                                    "--users",
                                    String.valueOf(USERS),
                                    "--connections",
                                    "1",
                                    "--warm-up",
                                    "0",
                                    "--measure",
                                    "1")
                            == 0);

            cloud.signal("TERM");

            cloud.awaitLines(1, Pattern.compile("^asked: [1-9][0-9]*$"));
        }
    }
}
