package net.xcauth.bench;

import java.nio.file.Path;
import java.util.regex.Pattern;
import net.xcauth.test.Eventually;
import net.xcauth.test.ManagedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class BenchCloudTest {

    private static final Pattern ANNOUNCED = Pattern.compile("^demo cloud: (.*)");

    @Test
    void printsTheNumberOfRequestsWhenItEnds() throws Exception {
        try (ManagedProcess cloud = ManagedProcess.start(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BenchCloud.class.getName(),
                "--users",
                "5"))) {
            String url = cloud.awaitLines(1, ANNOUNCED).get(0).group(1);
            // On a busy machine one second may be too short for the first answer.
            Eventually.until(
                    "a request was answered",
                    () -> new CommandLine(new CloudDirect())
                                    .execute(
                                            "--url",
                                            url,
                                            "--users",
                                            "5",
                                            "--connections",
                                            "1",
                                            "--warm-up",
                                            "0",
                                            "--measure",
                                            "1")
                            == 0);

            cloud.signal("TERM");

            cloud.awaitLines(1, Pattern.compile("^requests: [1-9][0-9]*$"));
        }
    }
}
