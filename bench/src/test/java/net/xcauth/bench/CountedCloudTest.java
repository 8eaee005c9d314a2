package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CountedCloudTest {

    private static final String ANNOUNCED = "demo cloud: ";
    private static final int USERS = 5;

    @Test
    void saysAtItsEndHowOftenItWasAsked(@TempDir Path folder) throws Exception {
        Path accounts = Files.writeString(folder.resolve("accounts.json"), CrowdFile.json(new Crowd(USERS)));
        Process cloud = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), CountedCloud.class.getName(), "--accounts", accounts.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader printed = cloud.inputReader(UTF_8)) {
            String url = printed.readLine();
            assertThat(url).startsWith(ANNOUNCED);
            assertThat(CloudDirect.PROGRAM.execute(System.out, System.err, "--url", url.substring(ANNOUNCED.length()),
                    "--users", String.valueOf(USERS), "--connections", "1", "--warm-up", "0", "--measure", "1"))
                    .isZero();

            // Process.destroy would close what is read below.
            cloud.toHandle().destroy();

            assertThat(printed.readLine()).matches("asked: [1-9][0-9]*");
        } finally {
            cloud.destroyForcibly().waitFor();
        }
    }
}
