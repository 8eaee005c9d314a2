package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RunScriptTest {

    @TempDir
    private Path folder;

    private record Ended(int status, String printed) {
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--only database          | unknown part database; --only takes some of start-up,rates,memory,db-warm,db-cold,"
                + "db-start-up,db-writes",
        "--only rates,db          | unknown part db; --only takes some of start-up,rates,memory,db-warm,db-cold,"
                + "db-start-up,db-writes",
        "--only                   | --only needs a value; see --help",
        "--slow                   | unknown option --slow; see --help",
        "--vs true                | --vs needs --vs-ports"})
    void wrongArgumentsAreNamedBeforeAnythingIsStarted(String arguments, String message) throws Exception {
        assertThat(run(arguments.split(" "))).isEqualTo(new Ended(2, "bench/run: " + message + "\n"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theHelpNamesAllParts() throws Exception {
        Ended help = run("--help");

        assertThat(help.status()).isZero();
        assertThat(help.printed()).contains("start-up, rates, memory", "db-warm, db-cold, db-start-up, db-writes");
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("bash", "run"), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TMPDIR", folder.toString());
        Process process = builder.start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ended(process.waitFor(), printed);
        } finally {
            process.destroy();
        }
    }
}
