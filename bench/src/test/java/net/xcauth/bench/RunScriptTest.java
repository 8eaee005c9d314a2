package net.xcauth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.xcauth.test.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RunScriptTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--only database          | unknown part \"database\"; --only takes a list of start-up,rates,memory,db-warm,db-cold,"
                        + "db-storm,db-start-up,db-writes",
                "--only rates,db          | unknown part \"db\"; --only takes a list of start-up,rates,memory,db-warm,db-cold,"
                        + "db-storm,db-start-up,db-writes",
                "--only                   | --only requires a value; see --help",
                "--slow                   | unknown option \"--slow\"; see --help",
                "--vs true                | --vs requires --vs-ports"
            })
    void invalidArgumentsAreReportedBeforeAnythingStarts(String arguments, String message) throws Exception {
        Command ended = run(arguments.split(" "));

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out() + ended.err()).isEqualTo("bench/run: " + message + "\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theHelpListsAllParts() throws Exception {
        Command help = run("--help");

        assertThat(help.exit()).isZero();
        assertThat(help.out() + help.err())
                .contains("start-up, rates, memory", "db-warm, db-cold, db-storm, db-start-up, db-writes");
    }

    private Command run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("bash", "run"), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TMPDIR", folder.toString());
        return Command.run(builder);
    }
}
