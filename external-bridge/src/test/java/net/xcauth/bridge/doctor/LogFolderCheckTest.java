package net.xcauth.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import net.xcauth.core.examination.Finding;
import net.xcauth.core.examination.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderCheckTest {
    private static final String URL = "https://nextcloud.example.org/";

    @TempDir
    Path folder;

    @Test
    void aWritableFolderIsFine() throws Exception {
        Finding log = examine();

        assertThat(log.level()).isEqualTo(Level.OK);
        assertThat(log.text().toString()).contains(folder.toString(), System.getProperty("user.name"));
    }

    @Test
    void theCheckLeavesNothingBehind() throws Exception {
        examine();

        assertThat(folder)
                .isDirectoryContaining("glob:**xcauth.conf")
                .isDirectoryNotContaining("glob:**xcauth.log")
                .isDirectoryNotContaining("glob:**xcauth.err");
    }

    @Test
    void aMissingFolderIsNamedWithTheRemedy() throws Exception {
        Path missing = folder.resolve("missing");

        Finding log = examine("log=" + missing);

        assertThat(log.level()).isEqualTo(Level.WARN);
        assertThat(log.text().toString()).contains(missing + " does not exist", "standard error");
        assertThat(log.remedy().toString()).contains("install -d", missing.toString());
    }

    @Test
    void aFileInsteadOfTheFolderIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(examine("log=" + file).text().toString()).contains(file + " is not a folder");
    }

    @Test
    void anUnwritableLogFileIsNamed() throws Exception {
        // A folder of that name, since root may write every file.
        Path log = Files.createDirectory(folder.resolve("xcauth.log"));

        Finding finding = examine();

        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.text().toString()).contains(log + " cannot be written");
    }

    @Test
    void noFolderIsNeededForALogOnStandardError() throws Exception {
        Finding log = examine("log=" + folder.resolve("missing"), "interactive");

        assertThat(log.level()).isEqualTo(Level.OK);
        assertThat(log.text().toString()).contains("standard error");
    }

    private Finding examine(String... lines) throws Exception {
        return Findings.of(new LogFolderCheck(), Configured.cloud(folder, URL, lines))
                .about("log folder");
    }
}
