package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StartUpTest {

    private final StringWriter errors = new StringWriter();

    @Test
    void waitsForTheAnswerToAPassword() {
        assertThat(startUp("--until", "password", "sh", "-c", "read request && echo 1"))
                .isZero();
    }

    @Test
    void waitsForTheExitOfAOneShotProgram() {
        assertThat(startUp("--until", "exit", "echo", "True")).isZero();
    }

    @Test
    void aWrongAnswerIsAnError() {
        assertThat(startUp("--until", "token", "sh", "-c", "read request && echo 0"))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("printed '0' instead of '1'");
    }

    @Test
    void missingOutputIsAnError() {
        assertThat(startUp("--until", "exit", "true")).isEqualTo(1);
        assertThat(errors.toString()).contains("printed '' instead of 'True'");
    }

    @Test
    void optionsAfterTheCommandBelongToIt() {
        assertThat(startUp("--until", "exit", "sh", "-c", "test \"$1\" = --runs && echo True", "sh", "--runs"))
                .isZero();
    }

    @Test
    void commandsTakeTurns(@TempDir Path folder) throws Exception {
        Path started = folder.resolve("started");

        assertThat(startUp(
                        "--until",
                        "exit",
                        "--turns",
                        "few,many",
                        "sh",
                        "-c",
                        "echo {} >> " + started + " && echo True"))
                .isZero();
        assertThat(started).hasContent("few\nmany\nfew\nmany\nfew\nmany");
    }

    @Test
    void withoutTurnsBracesAreKept() {
        assertThat(startUp("--until", "exit", "sh", "-c", "test '{}' = \"$1\" && echo True", "sh", "{}"))
                .isZero();
    }

    @Test
    void theCommandIsRequired() {
        assertThat(startUp("--until", "exit")).isEqualTo(2);
        assertThat(errors.toString()).startsWith("Missing required parameter: 'COMMAND'");
    }

    private int startUp(String... arguments) {
        return StartUp.commandLine()
                .setErr(new PrintWriter(errors, true))
                .execute(Stream.concat(Stream.of("--runs", "2"), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
