package net.xcauth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages of core import one way. */
class PackagesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?(net\\.xcauth\\.core(?:\\.[a-z]\\w*)*)\\.[A-Z]",
            Pattern.MULTILINE);
    private static final String CLOUD = "net.xcauth.core.cloud";

    private final Map<String, Set<String>> imports = new TreeMap<>();

    PackagesTest() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                String own = PACKAGE.matcher(source).results().findFirst().orElseThrow().group(1);
                Set<String> others = imports.computeIfAbsent(own, absent -> new TreeSet<>());
                IMPORT.matcher(source).results().map((MatchResult found) -> found.group(1))
                        .filter(other -> !other.equals(own)).forEach(others::add);
            }
        }
    }

    @Test
    void noPackageNeedsItself() {
        assertThat(imports).hasSizeGreaterThan(10).allSatisfy((own, others) ->
                assertThat(needed(own)).as("packages that %s imports, and what they import", own).doesNotContain(own));
    }

    @Test
    void whatACloudCanSayDoesNotDependOnHowItIsAsked() {
        assertThat(imports.get(CLOUD)).noneMatch(other -> other.startsWith(CLOUD + '.'));
        assertThat(imports.get(CLOUD + ".http")).noneMatch(other -> other.startsWith(CLOUD + '.'));
    }

    @Test
    void noKindOfCloudKnowsAnother() {
        assertThat(imports.keySet()).filteredOn(own -> own.startsWith(CLOUD + '.')).contains(CLOUD + ".jsxc").allSatisfy(own ->
                assertThat(imports.get(own)).filteredOn(other -> other.startsWith(CLOUD + '.')).isSubsetOf(CLOUD + ".http"));
    }

    private Set<String> needed(String own) {
        Set<String> needed = new HashSet<>();
        need(own, needed);
        return needed;
    }

    private void need(String own, Set<String> needed) {
        for (String other : imports.getOrDefault(own, Set.of())) {
            if (needed.add(other)) {
                need(other, needed);
            }
        }
    }
}
