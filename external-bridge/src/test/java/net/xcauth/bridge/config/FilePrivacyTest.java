package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePrivacyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rw-r-----", "rw-rw----", "rwxrwx--x"})
    void accessForOwnerAndGroupIsFine(String mode) throws IOException {
        assertThat(FilePrivacy.complaint(file(mode), "secret file")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--,can be read by", "rw-----w-,can be written by", "rw-rw-rw-,can be read and written by"})
    void accessForEveryoneIsReportedWithTheRemedy(String mode, String words) throws IOException {
        Path file = file(mode);

        assertThat(FilePrivacy.complaint(file, "secret file").orElseThrow())
                .hasLineCount(1)
                .contains("secret file " + file, words + " everyone", mode, "chmod o= " + file, "chown root:");
    }

    @Test
    void theRemedySolvesTheProblem() throws Exception {
        Path file = file("rw-r--r--");

        Process chmod = new ProcessBuilder("chmod", "o=", file.toString()).start();

        assertThat(chmod.waitFor()).isZero();
        assertThat(FilePrivacy.complaint(file, "secret file")).isEmpty();
    }

    @Test
    void aMissingFileIsNotReportedHere() {
        assertThat(FilePrivacy.complaint(folder.resolve("missing"), "secret file"))
                .isEmpty();
    }

    @Test
    void anInaccessibleFileIsNamed() throws IOException {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);

        assertThat(FilePrivacy.complaint(loop, "secret file").orElseThrow())
                .contains(loop.toString(), "cannot tell who");
    }

    private Path file(String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "x");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
