package net.xcauth.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The guide {@code docs/operations.md} explains each message of the log, in the log's own words. */
class LogMessagesTest {
    private static final Path GUIDE = Path.of("../docs/operations.md");
    private static final List<String> MODULES = List.of("core", "external-bridge", ".");
    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern LOGGED =
            Pattern.compile("\\blog\\.(?:info|warn|error)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** A row of a table: a level and messages, or what follows another message. */
    private static final Pattern ROW = Pattern.compile("\\| (?:[IWE](?:, [IWE])* \\| )?([^|]*`[^|]*) \\| .*");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** The variable parts of a message, in the guide or in the source. */
    private static final Pattern VARIABLE = Pattern.compile("…|\\{}");

    private static final Pattern PUNCTUATION = Pattern.compile("^[\\s:.,;()\"\\[\\]]+|[\\s:.,;()\"\\[\\]]+$");
    /** Shorter fragments occur in many messages. */
    private static final int LONG_ENOUGH = 8;

    private static String guide;
    private static String sources;

    @BeforeAll
    static void read() throws IOException {
        guide = Files.readString(GUIDE);
        StringBuilder all = new StringBuilder();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> all.append(text(file)));
            }
        }
        sources = CONCATENATION.matcher(all).replaceAll("");
    }

    @Test
    void theGuideQuotesMessagesOfTheSource() {
        String unescaped = unescaped(sources);
        List<String> quoted = guide.lines()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .flatMap(row -> QUOTED.matcher(row.group(1)).results())
                .map(message -> message.group(1))
                .toList();

        assertThat(quoted).hasSizeGreaterThan(150);
        assertThat(quoted.stream().flatMap(LogMessagesTest::fragments).filter(each -> !isIn(unescaped, each)))
                .as("in no message of the source; write … for what is variable")
                .isEmpty();
    }

    @Test
    void theGuideExplainsTheMessagesOfTheSource() {
        List<String> logged = LOGGED.matcher(sources)
                .results()
                .map(message -> unescaped(message.group(1)))
                .toList();

        assertThat(logged).hasSizeGreaterThan(100);
        assertThat(logged.stream()
                        .filter(message -> !fragments(message).allMatch(guide::contains))
                        .distinct())
                .as("not in %s", GUIDE)
                .isEmpty();
    }

    /** True if the source has the fragment, or two literals that it consists of. */
    private static boolean isIn(String source, String fragment) {
        return source.contains(fragment)
                || IntStream.range(LONG_ENOUGH, fragment.length() - LONG_ENOUGH)
                        .filter(at -> fragment.charAt(at) == ' ')
                        .anyMatch(at -> source.contains(stripped(fragment.substring(0, at)))
                                && source.contains(stripped(fragment.substring(at))));
    }

    private static String stripped(String fragment) {
        return PUNCTUATION.matcher(fragment).replaceAll("");
    }

    private static Stream<String> fragments(String message) {
        return Arrays.stream(VARIABLE.split(message))
                .map(LogMessagesTest::stripped)
                .filter(fragment -> fragment.length() >= LONG_ENOUGH);
    }

    private static String unescaped(String literals) {
        return literals.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
