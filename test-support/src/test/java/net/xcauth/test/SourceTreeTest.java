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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for the source files of all modules. */
class SourceTreeTest {
    private static final Path ROOT = Path.of("..");

    private static final String PACKAGE_INFO = "package-info.java";

    /** So that readers need not look at imports. */
    @Test
    void javaFileNamesAreUniqueInTheRepository() throws IOException {
        Map<String, List<Path>> byName = sourceFolders().stream()
                .flatMap(SourceTreeTest::javaFiles)
                .collect(Collectors.groupingBy(
                        file -> file.getFileName().toString(), TreeMap::new, Collectors.toList()));
        byName.remove(PACKAGE_INFO);
        assertThat(byName).hasSizeGreaterThan(500);

        byName.values().removeIf(files -> files.size() == 1);

        assertThat(byName).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsCheckedForNull() throws IOException {
        Set<Path> packages = sourceFolders().stream()
                .filter(folder -> folder.endsWith("main/java"))
                .flatMap(SourceTreeTest::javaFiles)
                .map(Path::getParent)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages)
                .hasSizeGreaterThan(40)
                .allSatisfy(folder -> assertThat(folder.resolve(PACKAGE_INFO))
                        .content()
                        .startsWith("/**")
                        .contains("@NullMarked"));
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
