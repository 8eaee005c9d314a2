package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.xcauth.demo.Accounts;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.Settings;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CloudDirectTest {

    private static final int USERS = 20;
    private static final String SECRET = "secret of the test";

    private DemoCloud cloud;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("accounts.json"), CrowdFile.json(new Crowd(USERS)));
        cloud = DemoCloud.start(Settings.defaults().withSecret(SECRET).withAccounts(Accounts.read(file)));
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void theCrowdsPasswordsAreRightInTheCloud() throws Exception {
        // On a busy machine a second is too short for the first answer.
        Eventually.until("measured", () -> measure("--secret", SECRET) == 0);
        assertThat(cloud.requestCount("auth")).isPositive();
    }

    @Test
    void theCrowdExistsInTheCloud() throws Exception {
        Eventually.until("measured", () -> measure("--secret", SECRET, "--isuser") == 0);
        assertThat(cloud.requestCount("isuser")).isPositive();
    }

    @Test
    void aCloudThatDoesNotTrustUsIsReported() {
        assertThat(measure("--secret", "another")).isEqualTo(1);
    }

    private int measure(String... more) {
        String[] arguments = {
            "--url",
            cloud.url().toString(),
            "--users",
            String.valueOf(USERS),
            "--connections",
            "4",
            "--warm-up",
            "0",
            "--measure",
            "1"
        };
        return CloudDirect.PROGRAM.execute(
                System.out,
                System.err,
                Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new));
    }
}
