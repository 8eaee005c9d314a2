package net.xcauth.bridge.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.xcauth.bridge.cli.Facts;
import net.xcauth.bridge.cli.Subcommand;
import net.xcauth.bridge.config.Option;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual has all that the program has. */
class ManualTest {
    private static final Path SAMPLE = Path.of("xcauth.conf");
    private static final Pattern VARIABLE = Pattern.compile("XCAUTH_[A-Z_]+");
    private static final Pattern FONT = Pattern.compile("\\\\f[BIR]");

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Manual.write(folder, SAMPLE, "", "1.2.3");
    }

    @Test
    void thePageOfTheProgramHasEveryOptionUnderItsHeading() throws Exception {
        assertThat(Option.values()).allSatisfy(option -> {
            List<String> terms =
                    terms("xcauth.1", ".SS \"" + escaped(option.group().heading()) + "\"");
            String names =
                    option.shortName().map(letter -> "\\-" + letter + ", ").orElse("")
                            + escaped("--" + option.longName())
                            + (option.arity() == 0 ? "" : ' ' + escaped(option.parameter()));
            assertThat(terms).contains(names);
        });
    }

    @Test
    void thePageOfTheProgramHasEveryCommand() throws Exception {
        assertThat(terms("xcauth.1", ".SH \"COMMANDS\""))
                .containsExactlyElementsOf(Arrays.stream(Subcommand.values())
                        .map(command -> escaped(command.form()))
                        .toList());
    }

    @Test
    void everyVariableThatAnOptionNamesIsExplained() throws Exception {
        Set<String> named = Arrays.stream(Option.values())
                .flatMap(option -> VARIABLE.matcher(option.description()).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(named).isNotEmpty();
        assertThat(terms("xcauth.1", ".SH \"ENVIRONMENT\""))
                .containsAll(named)
                .contains("JAVA_HOME", "XCAUTH_JAVA_OPTS");
    }

    @Test
    void thePageOfTheFileExplainsItsSyntax() throws Exception {
        assertThat(terms("xcauth.conf.5", ".SH \"SYNTAX\"")).contains("key=[value, value]", "key");
    }

    @Test
    void signalsExitStatusAndFilesAreThoseOfTheHelp() throws Exception {
        assertThat(terms("xcauth.1", ".SH \"SIGNALS\""))
                .hasSameSizeAs(Facts.SIGNALS)
                .contains("SIGHUP");
        assertThat(terms("xcauth.1", ".SH \"EXIT STATUS\"")).containsExactly("0", "1", "2");
        assertThat(terms("xcauth.1", ".SH \"FILES\""))
                .hasSameSizeAs(Facts.FILES)
                .contains("/var/log/xcauth/xcauth.log");
    }

    @Test
    void thePageOfTheConfigurationHasEveryKeyOfTheSampleOnce() throws Exception {
        List<String> keys = Files.readAllLines(SAMPLE).stream()
                .filter(line -> line.matches("#?[a-z].*"))
                .map(line -> line.replaceFirst("^#?([a-z-]+).*", "$1"))
                .distinct()
                .toList();

        assertThat(keys).hasSizeGreaterThan(40);
        assertThat(keys).allSatisfy(key -> {
            Option option = Option.named(key).orElseThrow();
            String term = escaped(key) + (option.arity() == 0 ? "" : '=' + escaped(option.parameter()));
            assertThat(lines("xcauth.conf.5").stream().filter(term::equals)).hasSize(1);
        });
    }

    @Test
    void thePageOfTheConfigurationDistinguishesDefaultsFromExamples() throws Exception {
        assertThat(lines("xcauth.conf.5"))
                .contains(
                        "Default: " + escaped("timeout=5,10"),
                        "Example: " + escaped("secret-file=/etc/xcauth.secret"),
                        "In the file that comes with the program: " + escaped("cache-storage=memory"))
                .containsSequence(
                        "Examples:", escaped("groups-include=Team *,Staff"), escaped("groups-exclude=*secret*"));
    }

    @Test
    void aKeyWithoutACommentHasTheTextOfTheOption() throws Exception {
        Path wordless = Files.writeString(
                folder.resolve("wordless.conf"), "# ---- Section ----\n# (example)\n#secret-file=/etc/xcauth.secret\n");

        Manual.write(folder, wordless, "", "1.2.3");

        assertThat(lines("xcauth.conf.5"))
                .containsSequence("secret\\-file=FILE", escaped(Facts.sentence(Option.SECRET_FILE.description())));
    }

    @Test
    void hyphensCanBeCopiedAndNoLineIsARoffRequest() throws Exception {
        for (String page : List.of("xcauth.1", "xcauth.conf.5")) {
            assertThat(Files.readString(folder.resolve(page))).matches("\\p{ASCII}+");
            assertThat(lines(page)).allSatisfy(line -> {
                assertThat(line.replace("\\-", "")).doesNotContain("-");
                assertThat(line).matches("\\.(\\\\\"|TH|SH|SS|PP|TP|TQ|br|in|EX|EE|nf|fi|nr|ds|nh|ad)( .*)?|[^.'].*");
            });
        }
    }

    @Test
    void theSameProgramGivesTheSameBytes() throws Exception {
        Path again = folder.resolve("again");

        Manual.write(again, SAMPLE, "", "1.2.3");

        for (String name : List.of("xcauth.1", "xcdbm.1", "xcauth.conf.5", "xcauth.bash")) {
            assertThat(again.resolve(name)).hasSameBinaryContentAs(folder.resolve(name));
        }
    }

    @Test
    void versionAndDateAreInTheFooter() throws Exception {
        assertThat(lines("xcauth.1")).contains(".TH \"XCAUTH\" \"1\" \"\" \"xcauth 1.2.3\"");

        Manual.write(folder, SAMPLE, "2026-11-26", "2.0");

        assertThat(lines("xcauth.conf.5")).contains(".TH \"XCAUTH.CONF\" \"5\" \"2026\\-11\\-26\" \"xcauth 2.0\"");
    }

    @Test
    void theOtherNameRefersToThePageOfTheProgram() throws Exception {
        assertThat(folder.resolve("xcdbm.1")).hasContent(".so man1/xcauth.1");
    }

    @Test
    void theCompletionKnowsTheNumberOfValuesOfEveryOption() throws Exception {
        assertThat(Option.values())
                .filteredOn(option -> option.arity() > 0)
                .allSatisfy(option -> assertThat(lines("xcauth.bash"))
                        .anyMatch(line -> line.matches(
                                " *(-. \\| )?--" + option.longName() + "\\) left=" + option.arity() + " .*")));
    }

    @Test
    void anUnknownKeyFailsTheBuild() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.conf"), "# ---- Section ----\n# Words.\n#urk=1\n");

        assertThatThrownBy(() -> Manual.write(folder, wrong, "", "1")).hasMessageContaining("#urk=1");
        Files.writeString(wrong, "# ---- Section ----\nURL!\n");
        assertThatThrownBy(() -> Manual.write(folder, wrong, "", "1")).hasMessageContaining("URL!");
    }

    /** The terms of a section, up to the next. */
    private List<String> terms(String page, String heading) throws IOException {
        List<String> lines = lines(page);
        int start = lines.indexOf(heading);
        assertThat(start).as(heading).isNotNegative();
        List<String> section = lines.subList(start + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith(".SH") && !line.startsWith(".SS"))
                .toList();
        return IntStream.range(1, section.size())
                .filter(i -> section.get(i - 1).equals(".TP"))
                .mapToObj(section::get)
                .toList();
    }

    /** Without fonts. */
    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name)).stream()
                .map(line -> FONT.matcher(line).replaceAll(""))
                .toList();
    }

    private static String escaped(String text) {
        return text.replace("-", "\\-").replace("'", "\\(aq");
    }
}
