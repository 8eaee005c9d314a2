package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StartUpTest {

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void waitsForTheAnswerToAQuestion() {
        assertThat(startUp("--until", "password", "sh", "-c", "read question && echo 1"))
                .isZero();
    }

    @Test
    void waitsForTheEndOfAOneShotProgram() {
        assertThat(startUp("--until", "exit", "echo", "True")).isZero();
    }

    @Test
    void aWrongAnswerIsNoTime() {
        assertThat(startUp("--until", "token", "sh", "-c", "read question && echo 0"))
                .isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("printed '0' instead of '1'");
    }

    @Test
    void aProgramThatSaysNothingIsNoTime() {
        assertThat(startUp("--until", "exit", "true")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("printed '' instead of 'True'");
    }

    @Test
    void optionsAfterTheCommandAreTheCommands() {
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
    void withoutTurnsBracesAreTheCommands() {
        assertThat(startUp("--until", "exit", "sh", "-c", "test '{}' = \"$1\" && echo True", "sh", "{}"))
                .isZero();
    }

    @Test
    void withoutACommandThereIsNothingToStart() {
        assertThat(startUp("--until", "exit")).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith("Missing required parameter: 'COMMAND'");
    }

    private int startUp(String... arguments) {
        return StartUp.PROGRAM.execute(
                System.out,
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                Stream.concat(Stream.of("--runs", "2"), Stream.of(arguments)).toArray(String[]::new));
    }
}
