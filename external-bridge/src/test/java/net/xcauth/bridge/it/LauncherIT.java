package net.xcauth.bridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.bridge.it.support.Xcauth;
import net.xcauth.test.Command;
import net.xcauth.test.Installed;
import net.xcauth.test.TempFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code bin/xcauth} finds its files and a suitable Java. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherIT {
    private static final String THIS_JAVA = System.getProperty("java.home");
    private static final Path JVMS = Path.of("/usr/lib/jvm");
    private static final String SYSTEM_PATH = "/usr/bin:/bin";
    /** A fake Java that prints its version, whichever option asks for it, and cannot run classes for Java 17. */
    private static final String JAVA_11 = """
            #!/bin/sh
            for argument in "$@"; do
                case $argument in
                    -version|--version|-fullversion)
                        echo 'openjdk version "11.0.2" 2019-01-15' >&2
                        exit 0 ;;
                    -jar|-cp|-classpath|--class-path)
                        break ;;
                    -XshowSettings:*)
                        echo '    java.specification.version = 11' >&2
                        exit 0 ;;
                esac
            done
            echo 'Error: LinkageError occurred while loading main class' >&2
            echo 'java.lang.UnsupportedClassVersionError: class file version 61.0, this runtime: up to 55.0' >&2
            exit 1
            """;

    private TempFolder folder;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = new TempFolder("launcher");
    }

    @AfterEach
    void deleteFolder() throws Exception {
        folder.close();
    }

    @Test
    void startsFromAnyDirectory() throws Exception {
        ProcessBuilder launcher = launcher(Xcauth.program().toString());

        assertWorks(launcher.directory(folder.path().toFile()));
    }

    @Test
    void startsByARelativePath() throws Exception {
        Path bin = Xcauth.program().getParent();

        assertWorks(launcher("./xcauth").directory(bin.toFile()));
        assertWorks(launcher("bin/xcauth").directory(bin.getParent().toFile()));
    }

    @Test
    void startsFromThePath() throws Exception {
        ProcessBuilder launcher = launcher(
                "env", "PATH=" + Xcauth.program().getParent() + ":" + thisJava() + ":" + SYSTEM_PATH, "xcauth");

        assertWorks(launcher);
    }

    @Test
    void startsThroughSymbolicLinksOfAnyName() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("auth program"), Xcauth.program());
        Path relative =
                Files.createSymbolicLink(folder.folder("deeper").resolve("extauth.py"), Path.of("../auth program"));

        assertWorks(launcher(link.toString()));
        assertWorks(launcher(relative.toString()));
        assertWorks(launcher("./extauth.py").directory(relative.getParent().toFile()));
    }

    @Test
    void javaHomeIsPreferredToThePath() throws Exception {
        folder.script("path/java", "#!/bin/sh\nexit 99\n");

        assertWorks(launcherWith(folder.resolve("path") + ":" + SYSTEM_PATH, THIS_JAVA));
    }

    @Test
    void withoutJavaHomeTheJavaOfThePathIsUsed() throws Exception {
        folder.script(
                "path/java",
                "#!/bin/sh\ntouch '%s'\nexec '%s/java' \"$@\"\n".formatted(folder.resolve("used"), thisJava()));

        assertWorks(launcherWith(folder.resolve("path") + ":" + SYSTEM_PATH, null));

        assertThat(folder.resolve("used")).exists();
    }

    @Test
    void anOlderJavaIsReportedInAClearMessage() throws Exception {
        folder.write("old/release", "JAVA_VERSION=\"11.0.2\"\n");
        folder.script("old/bin/java", JAVA_11);

        assertComplainsAboutJava11(
                launcherWith(SYSTEM_PATH, folder.resolve("old").toString()));
        if (!debianKeepsJavas()) {
            assertComplainsAboutJava11(launcherWith(folder.resolve("old/bin") + ":" + SYSTEM_PATH, null));
        }
    }

    @Test
    void aNewerJavaIsPreferredToAnOlderOneOfThePath() throws Exception {
        Installed.skipUnless(debianKeepsJavas(), "no Java is in /usr/lib/jvm, where Debian keeps them");
        folder.write("old/release", "JAVA_VERSION=\"11.0.2\"\n");
        folder.script("old/bin/java", JAVA_11);

        assertWorks(launcherWith(folder.resolve("old/bin") + ":" + SYSTEM_PATH, null));
    }

    @Test
    void archiveIsCreatedAgainOnlyForAnotherJavaOrProgram() throws Exception {
        Path copy = Xcauth.copy(folder.resolve("copy"));
        Path archive = copy.resolve("lib/local/xcauth.jsa");
        makeArchive(copy);
        Object first = Files.readAttributes(archive, BasicFileAttributes.class).fileKey();

        makeArchive(copy, "--if-changed");
        assertThat(Files.readAttributes(archive, BasicFileAttributes.class).fileKey())
                .isEqualTo(first);

        Files.setLastModifiedTime(copy.resolve("lib/xcauth.jar"), FileTime.from(Instant.EPOCH));
        makeArchive(copy, "--if-changed");
        assertThat(Files.readAttributes(archive, BasicFileAttributes.class).fileKey())
                .isNotEqualTo(first);
    }

    @Test
    void eachJavaUsesItsOwnArchiveAndIgnoresThoseOfOthers() throws Exception {
        List<Path> javas = javas();
        Installed.skipUnless(!javas.isEmpty(), "no Java 17 or newer is in /usr/lib/jvm, where Debian keeps them");
        Path copy = Xcauth.copy(folder.resolve("copy"));
        for (Path java : javas) {
            ProcessBuilder maker =
                    new ProcessBuilder(copy.resolve("bin/xcauth-archive").toString());
            maker.environment().put("JAVA_HOME", java.toString());
            Command made = Command.run(maker).requireSuccess();
            assertThat(made.out() + made.err()).isEmpty();

            for (Path user : javas) {
                ProcessBuilder launcher = launcher(copy.resolve("bin/xcauth").toString());
                launcher.environment().put("JAVA_HOME", user.toString());
                if (user.equals(java)) {
                    launcher.environment()
                            .put("XCAUTH_JAVA_OPTS", version(java) < 25 ? "-Xshare:on" : "-XX:AOTMode=on");
                }
                assertWorks(launcher);
                assertThat(Command.run(launcher).err())
                        .as("%s with the archive of %s", user, java)
                        .isEmpty();
            }
        }
    }

    /** One of each version from 17 on. */
    private static List<Path> javas() throws IOException {
        try (Stream<Path> javas = Files.exists(JVMS) ? Files.list(JVMS) : Stream.empty()) {
            return List.copyOf(javas.filter(java -> Files.isExecutable(java.resolve("bin/java")))
                    .filter(java -> version(java) >= 17)
                    .collect(Collectors.toMap(LauncherIT::version, java -> java, (one, same) -> one))
                    .values());
        }
    }

    /** The major version of a Java; 0 if unknown. */
    private static int version(Path java) {
        Path release = java.resolve("release");
        try (Stream<String> lines = Files.exists(release) ? Files.lines(release) : Stream.empty()) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .mapToInt(line ->
                            Runtime.Version.parse(line.replaceAll(".*=|\"", "")).feature())
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anArchiveThatCannotBeCreatedIsReportedAndTheProgramStillWorks() throws Exception {
        Path copy = Xcauth.copy(folder.resolve("copy"));
        Files.delete(copy.resolve("lib/local/xcauth.jsa"));
        ProcessBuilder maker =
                new ProcessBuilder(copy.resolve("bin/xcauth-archive").toString());
        maker.environment().put("JAVA_HOME", folder.resolve("nowhere").toString());

        Command run = Command.run(maker);

        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("Java 17");
        assertWorks(launcher(copy.resolve("bin/xcauth").toString()));
    }

    private static void makeArchive(Path home, String... arguments) throws Exception {
        Command.run(new ProcessBuilder(Stream.concat(
                                Stream.of(home.resolve("bin/xcauth-archive").toString()), Stream.of(arguments))
                        .toList()))
                .requireSuccess();
    }

    private static boolean debianKeepsJavas() throws IOException {
        try (Stream<Path> javas = Files.exists(JVMS) ? Files.list(JVMS) : Stream.empty()) {
            return javas.map(java -> java.resolve("bin/java")).anyMatch(Files::isExecutable);
        }
    }

    @Test
    void aJavaHomeWithoutJavaIsReportedInAClearMessage() throws Exception {
        Command run =
                Command.run(launcherWith(SYSTEM_PATH, folder.resolve("nowhere").toString()));

        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("Java 17", folder.resolve("nowhere").toString());
    }

    private static void assertWorks(ProcessBuilder launcher) throws Exception {
        assertThat(Command.run(launcher).requireSuccess().out()).matches("\\d+\\.\\d+\\S*\n");
    }

    private static void assertComplainsAboutJava11(ProcessBuilder launcher) throws Exception {
        Command run = Command.run(launcher);
        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("17").contains("11").doesNotContain("UnsupportedClassVersionError");
        assertThat(run.err().lines())
                .as("a short message instead of a stack trace")
                .hasSizeLessThanOrEqualTo(3);
    }

    private static ProcessBuilder launcher(String... command) {
        return new ProcessBuilder(
                Stream.concat(Stream.of(command), Stream.of("--version")).toList());
    }

    /** @param javaHome null to unset it */
    private static ProcessBuilder launcherWith(String path, String javaHome) {
        ProcessBuilder builder = launcher(Xcauth.program().toString());
        builder.environment().put("PATH", path);
        builder.environment().remove("JAVA_HOME");
        if (javaHome != null) {
            builder.environment().put("JAVA_HOME", javaHome);
        }
        return builder;
    }

    private static Path thisJava() {
        return Path.of(THIS_JAVA, "bin");
    }
}
