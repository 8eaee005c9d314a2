package net.xcauth.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.config.CommandLine;
import net.xcauth.bridge.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobParserTest {
    private static final String SECRET = "vErYsEcReT-7";

    @Test
    void withoutWordsTheProgramServes() throws Exception {
        assertThat(parse("-d")).isEqualTo(new Job.Serve());
        assertThat(parse("-I", "alice", "example.org")).isEqualTo(new Job.Serve());
    }

    @Test
    void helpComesBeforeVersionAndBothBeforeAnythingElse() throws Exception {
        assertThat(parse("-h", "--version")).isEqualTo(new Job.Help(List.of()));
        assertThat(parse("--version", "-U")).isEqualTo(new Job.ShowVersion());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"help | ''", "help cache forget | cache forget", "cache --help | cache", "--help | ''"})
    void helpCanBeAboutOneCommand(String arguments, String topic) throws Exception {
        Job job = parse(arguments.split(" "));

        assertThat(String.join(" ", ((Job.Help) job).topic())).isEqualTo(topic);
    }

    @Test
    void doctorMayTryALogin() throws Exception {
        assertThat(parse("doctor", "--json")).isEqualTo(new Job.Diagnose(Optional.empty(), true));
        assertThat(parse("doctor", "--login", "alice@example.org"))
                .isEqualTo(new Job.Diagnose(Optional.of("alice@example.org"), false));
    }

    @Test
    void commandsMayStandAmongOptions() throws Exception {
        assertThat(parse("cache", "show", "-d", "alice@example.org", "--json"))
                .isEqualTo(new Job.RunCommand(Subcommand.CACHE_SHOW, List.of("alice@example.org"), true));
    }

    @Test
    void operationsOnDomainsAreThoseOfThePythonProgram() throws Exception {
        assertThat(parse("-G", "a.org")).isEqualTo(new Job.GetEntry("a.org"));
        assertThat(parse("-P", "a.org", "s\tu\td")).isEqualTo(new Job.PutEntry("a.org", "s\tu\td"));
        assertThat(parse("-D", "a.org")).isEqualTo(new Job.DeleteEntry("a.org"));
        assertThat(parse("-L")).isEqualTo(new Job.LoadEntries());
        assertThat(parse("-U")).isEqualTo(new Job.UnloadEntries());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-G a.org -U", "cache clear -U"})
    void onlyOneJobMayBeGiven(String arguments) {
        assertThatThrownBy(() -> parse(arguments.split(" ")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("only one");
    }

    @Test
    void xcdbmDoesNothingElse() throws Exception {
        assertThat(JobParser.parse(CommandLine.parse("-U"), "xcdbm")).isEqualTo(new Job.UnloadEntries());
        assertThatThrownBy(() -> JobParser.parse(CommandLine.parse("doctor"), "xcdbm"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("xcdbm", "-G, -P, -D, -L");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "doctr | did you mean \"doctor\"?",
                "domains list | did you mean \"domain\"?",
                "hlep | did you mean \"help\"?",
                "serve | xcauth --help lists both"
            })
    void aFirstWordThatIsNotACommandIsRefusedWithTheLikelyOne(String arguments, String remedy) {
        assertThatThrownBy(() -> parse(arguments.split(" ")))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith(remedy);
    }

    @Test
    void anEntryIsNotShown() throws Exception {
        assertThat(parse("-P", "a.org", SECRET)).asString().doesNotContain(SECRET);
    }

    private static Job parse(String... arguments) throws ConfigException {
        return JobParser.parse(CommandLine.parse(arguments), "xcauth");
    }
}
