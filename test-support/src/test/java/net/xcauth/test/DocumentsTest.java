package net.xcauth.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the documents of this repository refer to files, headings and classes that exist. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern HTML_ID = Pattern.compile("id=\"([^\"]+)\"");
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z]\\w+)[.`]");
    private static final Pattern DECLARATION = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w+)");

    /** Names in those documents that others have declared. */
    private static final Set<String> OTHERS = Set.of("CompletableFuture", "Optional", "Clock", "Duration", "Instant");

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        assertThat(documents(ROOT).flatMap(DocumentsTest::brokenLinks)).isEmpty();
    }

    @Test
    void everyClassThatDevelopersReadAboutExists() throws IOException {
        Set<String> classes = classes();

        Stream<Path> read = Stream.concat(
                documents(ROOT.resolve("docs/decisions")),
                Stream.of("CONTRIBUTING.md", "docs/architecture.md", "docs/testing.md")
                        .map(ROOT::resolve));

        assertThat(read.flatMap(document -> CLASS_NAME
                        .matcher(text(document))
                        .results()
                        .map(name -> name.group(1))
                        .filter(name -> !classes.contains(name) && !OTHERS.contains(name))
                        .map(name -> ROOT.relativize(document) + ": " + name)))
                .isEmpty();
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(each -> each.toString().endsWith(".java"))
                    .flatMap(each -> DECLARATION.matcher(read(each)).results())
                    .map(declared -> declared.group(1))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<Path> documents(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(each -> each.toString().endsWith(".md"))
                    .filter(each -> !each.toString().matches(".*/(target|node_modules|\\.git)/.*"))
                    .toList();
            return found.stream();
        }
    }

    private static Stream<String> brokenLinks(Path document) {
        return LINK.matcher(text(document))
                .results()
                .filter(link -> !link.group(1).contains(":"))
                .filter(link -> !exists(document, link.group(1), link.group(2)))
                .map(link -> ROOT.relativize(document) + ": " + link.group());
    }

    private static boolean exists(Path document, String link, String heading) {
        Path file = link.isEmpty() ? document : document.resolveSibling(link).normalize();
        return Files.exists(file) && (heading == null || anchors(file).anyMatch(heading::equals));
    }

    private static Stream<String> anchors(Path file) {
        return file.toString().endsWith(".html")
                ? HTML_ID.matcher(read(file)).results().map(id -> id.group(1))
                : HEADING.matcher(text(file)).results().map(heading -> anchor(heading.group(1)));
    }

    /** The anchor of a heading, as GitHub creates it. */
    private static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }

    private static String text(Path document) {
        return CODE_BLOCK.matcher(read(document)).replaceAll("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
