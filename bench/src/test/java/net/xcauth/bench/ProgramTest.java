package net.xcauth.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {

    private static final Parameter TO = Parameter.required("to", "ADDRESS", "Where to.");
    private static final Parameter SIZE = Parameter.optional("size", "<size>", "3", "How many.");
    private static final Parameter LOUD = Parameter.flag("loud", "Noisily.");
    private static final Parameter REPLY = Parameter.choice("reply", Reply.YES);
    private static final int DONE = 7;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private String seen = "nothing";

    @Test
    void optionsThatAreNotGivenHaveTheirFallback() {
        assertThat(run("--to", "here")).isEqualTo(DONE);
        assertThat(seen).isEqualTo("here 3 false YES");
    }

    @Test
    void optionsMayBeWrittenWithAnEqualsSignOrWithout() {
        assertThat(run("--to=here", "--size", "5", "--loud", "--reply=NO")).isEqualTo(DONE);
        assertThat(seen).isEqualTo("here 5 true NO");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--size 3                      | Missing required option: '--to=ADDRESS'",
                "--to                          | Missing required parameter for option '--to' (ADDRESS)",
                "--to --loud                   | Missing required parameter for option '--to' (ADDRESS)",
                "--to a --to b                 | option '--to' (ADDRESS) should be specified only once",
                "--to a --loud --loud          | option '--loud' should be specified only once",
                "--to a --lou                  | Unknown option: '--lou'",
                "--to a -x                     | Unknown option: '-x'",
                "--to a b                      | Unmatched argument: 'b'",
                "--to a --size x               | Invalid value for option '--size': 'x' is not an int",
                "--to a --reply yes            | Invalid value for option '--reply': "
                        + "expected one of [YES, NO, CANNOT_TELL] (case-sensitive) but was 'yes'"
            })
    void wrongArgumentsAreNamedAboveTheHelp(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(errors.toString(UTF_8)).startsWith(message + "\nUsage: ");
        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(seen).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void helpListsTheOptionsEvenIfNeededOnesAreMissing(String help) {
        assertThat(run(help)).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("""
                Usage: trial [-hV] [--loud] [--reply=<reply>] [--size=<size>] --to=ADDRESS
                Tries.
                      --to=ADDRESS        Where to.
                      --size=<size>       How many.
                      --loud              Noisily.
                      --reply=<reply>     YES, NO, CANNOT_TELL (default YES)
                  -h, --help              Show this help message and exit.
                  -V, --version           Print version information and exit.
                """);
    }

    @Test
    void aFailureIsPrintedAndGivesStatusOne() {
        Program failing = new Program("trial", List.of("Tries."), "", List.of(), given -> {
            throw new IOException("no luck");
        });

        assertThat(failing.execute(stream(out), stream(errors))).isEqualTo(1);
        assertThat(errors.toString(UTF_8)).startsWith("java.io.IOException: no luck");
    }

    @Test
    void settingsKeepTheSecretToThemselves() throws Exception {
        LoadOptions options = LoadOptions.from(Arguments.parse(LoadOptions.PARAMETERS, "--secret", "hush"));

        assertThat(options.secret()).isEqualTo("hush");
        assertThat(options.toString()).doesNotContain("hush");
    }

    private int run(String... arguments) {
        Program program = new Program("trial", List.of("Tries."), "", List.of(TO, SIZE, LOUD, REPLY), given -> {
            seen = given.text(TO) + " " + given.integer(SIZE) + " " + given.has(LOUD) + " "
                    + given.choice(REPLY, Reply.class);
            return DONE;
        });
        return program.execute(stream(out), stream(errors), arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, UTF_8);
    }
}
