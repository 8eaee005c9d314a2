package net.xcauth.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finds phrases in texts and sources that no native speaker would write; {@code words.txt} lists them. */
class WordsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Folders with texts of others and with what the build creates. */
    private static final Set<String> SKIPPED = Set.of(".git", "target", "licenses");

    /** Texts of others, and the lists of those phrases. */
    private static final Pattern EXCLUDED = Pattern.compile("LICENSE|.*/copyright|.*/words\\.txt|.*/WordsTest\\.java");

    private static final Pattern TEXT =
            Pattern.compile(".*\\.(md|java|lua|html|properties|sh|conf|service|socket|sql|txt|js|php)|[^.]+");

    /** Between two words of a phrase: a line break too, with the marks of comments and string literals around it. */
    private static final String GAP = "[\\s*/#\"+>-]+";

    private record Phrase(Pattern pattern, String better) {
        static Phrase of(String line) {
            String[] parts = line.split("\t", 2);
            return new Phrase(
                    Pattern.compile(parts[0].replace(" ", GAP), Pattern.CASE_INSENSITIVE | Pattern.MULTILINE),
                    parts[1]);
        }

        Stream<String> findIn(Path file, String text) {
            return pattern.matcher(text).results().map(found -> describe(file, text, found));
        }

        private String describe(Path file, String text, MatchResult found) {
            long line = 1
                    + text.substring(0, found.start())
                            .chars()
                            .filter(each -> each == '\n')
                            .count();
            return "%s:%d: \"%s\": %s"
                    .formatted(ROOT.relativize(file), line, found.group().replaceAll("\\s+", " "), better);
        }
    }

    @Test
    void textsAndSourcesAreInPlainEnglish() throws Exception {
        List<Phrase> phrases = phrases();

        List<String> found = texts().stream()
                .flatMap(file -> {
                    String text = read(file);
                    return phrases.stream().flatMap(phrase -> phrase.findIn(file, text));
                })
                .toList();

        assertThat(found).isEmpty();
    }

    @Test
    void aPhraseIsFoundAcrossLines() {
        Phrase phrase = Phrase.of("\\bwent on\\b\tcontinued");

        assertThat(phrase.findIn(
                        ROOT.resolve("Example.java"), "class Example {\n    // The show went\n    // on.\n}\n"))
                .containsExactly("Example.java:2: \"went // on\": continued");
    }

    private static List<Phrase> phrases() throws IOException {
        try (var lines = WordsTest.class.getResourceAsStream("words.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Phrase::of)
                    .toList();
        }
    }

    private static List<Path> texts() throws IOException {
        List<Path> texts = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isText(file)) {
                    texts.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return texts;
    }

    private static boolean isText(Path file) {
        String path = ROOT.relativize(file).toString();
        return TEXT.matcher(file.getFileName().toString()).matches()
                && !EXCLUDED.matcher(path).matches();
    }

    /** Reads a file, without the list of words that {@code CONTRIBUTING.md} holds; a binary file is empty. */
    private static String read(Path file) {
        try {
            String text = Files.readString(file);
            return file.endsWith("CONTRIBUTING.md") ? withoutTable(text) : text;
        } catch (MalformedInputException binary) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutTable(String text) {
        return Pattern.compile("^\\|.*", Pattern.MULTILINE).matcher(text).replaceAll("");
    }
}
