package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.core.examination.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCheckTest {
    private static final String[] CLOUD = {"url=https://nextcloud.example.org/", "secret=vErYsEcReT-7"};

    @TempDir
    Path folder;

    @Test
    void theFileItsOwnerItsModeAndTheUserAreReported() throws Exception {
        Path file = Configured.file(folder, CLOUD);

        Findings findings = examine(file);

        assertThat(findings.levels()).containsExactly(Level.OK);
        assertThat(findings.all().get(0).text().toString())
                .contains(
                        "read from " + file,
                        "user " + Files.getOwner(file).getName(),
                        "mode rw-------",
                        "as the user \"" + System.getProperty("user.name") + "\"");
    }

    @Test
    void aFileThatEveryoneCanReadIsAWarning() throws Exception {
        Path file = Configured.file(folder, CLOUD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Findings findings = examine(file);

        assertThat(findings.levels()).containsExactly(Level.OK, Level.WARN);
        assertThat(findings.all().get(1).text().toString()).contains("can be read by everyone", "chmod");
        assertThat(findings.all().get(1).remedy().toString()).contains("new secret");
    }

    @Test
    void eachWarningOfTheLoaderIsReportedOnce() throws Exception {
        Config config = new ConfigLoader(Map.of())
                .load(new String[] {"-c", Configured.file(folder, CLOUD).toString(), "--secret", "vErYsEcReT-8"});

        Findings findings = Findings.of(new ConfigurationCheck("configuration"), config);

        assertThat(config.warnings()).isNotEmpty();
        assertThat(findings.all().stream()
                        .filter(finding -> finding.level() == Level.WARN)
                        .map(finding -> finding.text().toString()))
                .containsExactlyElementsOf(config.warnings());
    }

    @Test
    void withoutAFileTheSettingsAreFromElsewhere() {
        assertThat(ConfigurationCheck.origin("no configuration file"))
                .isEqualTo("no configuration file: all settings are from the command line and the environment");
    }

    private static Findings examine(Path file) throws Exception {
        return Findings.of(new ConfigurationCheck("configuration"), Configured.load(file));
    }
}
