package net.xcauth.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps simple class names unique, so that readers need not look at imports. */
class SimpleNamesTest {
    private static final Path ROOT = Path.of("..");

    private static final Set<String> EXCLUDED = Set.of("package-info.java");

    @Test
    void javaFileNamesAreUniqueInTheRepository() throws IOException {
        Map<String, List<Path>> byName = sourceFolders().stream()
                .flatMap(SimpleNamesTest::javaFiles)
                .collect(Collectors.groupingBy(
                        file -> file.getFileName().toString(), TreeMap::new, Collectors.toList()));
        byName.keySet().removeAll(EXCLUDED);
        assertThat(byName).hasSizeGreaterThan(500);

        byName.values().removeIf(files -> files.size() == 1);

        assertThat(byName).isEmpty();
    }

    /** The source folders of all modules; those of the plugin are directly below the root. */
    private static List<Path> sourceFolders() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return Stream.concat(Stream.of(ROOT), modules)
                    .flatMap(module -> Stream.of(module.resolve("src/main/java"), module.resolve("src/test/java")))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
