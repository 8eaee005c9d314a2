package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class CloudDirectTest {

    private static final int USERS = 20;
    private static final String SECRET = "secret of the test";

    private DemoCloud cloud;

    @BeforeEach
    void start() {
        cloud = DemoCloud.start(
                DemoSettings.defaults().withSecret(SECRET).withAccounts(new BenchUsers(USERS).accounts()));
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void theCloudAcceptsThePasswordsOfTheUsers() throws Exception {
        // On a busy machine one second may be too short for the first answer.
        Eventually.until("the measurement succeeded", () -> measure("--secret", SECRET) == 0);
        assertThat(cloud.requestCount("auth")).isPositive();
    }

    @Test
    void theCloudConfirmsThatTheUsersExist() throws Exception {
        Eventually.until("the measurement succeeded", () -> measure("--secret", SECRET, "--isuser") == 0);
        assertThat(cloud.requestCount("isuser")).isPositive();
    }

    @Test
    void aCloudThatRejectsTheSignatureIsReported() {
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
        return new CommandLine(new CloudDirect())
                .execute(Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new));
    }
}
