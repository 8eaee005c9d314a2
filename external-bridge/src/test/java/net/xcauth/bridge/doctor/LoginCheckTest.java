package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.demo.DemoToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LoginCheckTest {
    @TempDir
    Path folder;

    private DemoCloud cloud;

    @BeforeEach
    void startTheCloud() {
        cloud = DemoCloud.start(DemoSettings.defaults());
    }

    @AfterEach
    void stopTheCloud() {
        cloud.close();
    }

    @Test
    void theRightPasswordIsAccepted() throws Exception {
        Finding login = login("alice@example.org", "wonderland");

        assertThat(login.level()).isEqualTo(Level.OK);
        assertThat(login.title().toString()).isEqualTo("login of alice@example.org");
        assertThat(login.text().toString()).contains("yes", "the cloud said so");
    }

    @Test
    void aWrongPasswordIsRefusedWithTheReason() throws Exception {
        Finding login = login("alice@example.org", "looking-glass");

        assertThat(login.level()).isEqualTo(Level.FAIL);
        assertThat(login.text().toString())
                .contains("no, ", "does not accept this password")
                .doesNotContain("looking-glass");
        assertThat(login.remedy().toString()).contains("web page").doesNotContain("two-factor");
    }

    @Test
    void aPasswordThatNoAccountCanHaveIsNotTriedInTheCloud() throws Exception {
        Finding login = login("alice@example.org", "wonder\tland");

        assertThat(login.level()).isEqualTo(Level.FAIL);
        assertThat(login.text().toString()).contains("no, ", "control characters");
        assertThat(login.remedy().toString()).contains("No request").doesNotContain("web page");
        assertThat(cloud.requestCount()).isZero();
    }

    @Test
    void aTokenIsAcceptedWhileTheCloudIsDown() throws Exception {
        cloud.stopListening();
        String token = DemoToken.create(
                "alice", "example.org", DemoSettings.DEMO_SECRET, Instant.now().plusSeconds(3_600));

        assertThat(login("alice@example.org", token).level()).isEqualTo(Level.OK);
    }

    @Test
    void aPasswordCannotBeTriedWhileTheCloudIsDown() throws Exception {
        cloud.stopListening();

        Finding login = login("alice@example.org", "wonderland");

        assertThat(login.level()).isEqualTo(Level.FAIL);
        assertThat(login.text().toString()).contains("cannot tell", "no answer from the cloud");
    }

    @Test
    void aDomainWithoutCloudIsNamed() throws Exception {
        Path domains = Files.writeString(folder.resolve("domains"), "example.org s " + cloud.url());
        Config config = Configured.of(folder, "per-domain-config=" + domains);

        Finding login = login(config, "alice@example.net", "wonderland");

        assertThat(login.level()).isEqualTo(Level.FAIL);
        assertThat(login.text().toString()).contains("no cloud is configured", "example.net");
        assertThat(cloud.requestCount()).isZero();
    }

    @Test
    void anUnreadableCaFileSkipsTheLogin() throws Exception {
        Config config = Configured.cloud(folder, cloud.url(), "ca-file=" + folder.resolve("missing.pem"));

        assertThat(login(config, "alice@example.org", "wonderland").level()).isEqualTo(Level.SKIP);
    }

    private Finding login(String address, String password) throws Exception {
        return login(Configured.cloud(folder, cloud.url()), address, password);
    }

    private static Finding login(Config config, String address, String password) {
        return Findings.of(new LoginCheck(Login.of(address, password), Clock.systemUTC()), config)
                .about("login of");
    }
}
