package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchOrderTest {
    @TempDir
    Path folder;

    private List<Path> searched;

    @BeforeEach
    void threePlaces() {
        searched = List.of(folder.resolve("first"), folder.resolve("second"), folder.resolve("third"));
    }

    @Test
    void thePlacesAreTheDocumentedOnes() {
        assertThat(Settings.SEARCHED)
                .extracting(Path::toString)
                .containsExactly("/etc/xcauth.conf", "/etc/external_cloud.conf", "xcauth.conf");
    }

    @Test
    void theFirstFileThatExistsIsReadAndNoOther() throws Exception {
        write("second", "default-domain=second.example");
        write("third", "default-domain=third.example", "debug");

        Settings settings = Settings.withFile(Map.of(), searched);

        assertThat(settings.source()).isEqualTo(folder.resolve("second").toString());
        assertThat(settings.given()).containsOnlyKeys(Option.DEFAULT_DOMAIN);
        assertThat(settings.given().get(Option.DEFAULT_DOMAIN).value()).isEqualTo("second.example");
    }

    @Test
    void theFileThatWasAskedForWins() throws Exception {
        write("first", "default-domain=first.example");
        Path asked = write("asked", "default-domain=asked.example");

        Settings settings = Settings.withFile(Map.of(Option.CONFIG_FILE, option(asked.toString())), searched);

        assertThat(settings.source()).isEqualTo(asked.toString());
        assertThat(settings.given().get(Option.DEFAULT_DOMAIN).value()).isEqualTo("asked.example");
    }

    @Test
    void theFileThatWasAskedForMustExistThoughOthersDo() throws Exception {
        write("first", "default-domain=first.example");
        Path missing = folder.resolve("missing");

        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> Settings.withFile(Map.of(Option.CONFIG_FILE, option(missing.toString())), searched));

        assertThat(refusal).hasMessageContaining(missing + " does not exist");
    }

    @Test
    void withoutAnyFileTheCommandLineIsAll() throws Exception {
        Settings settings = Settings.withFile(Map.of(Option.DEBUG, new Setting(List.of(), "option --debug")), searched);

        assertThat(settings.source()).isEqualTo("no configuration file");
        assertThat(settings.given()).containsOnlyKeys(Option.DEBUG);
    }

    @Test
    void theCommandLineWinsOverTheFile() throws Exception {
        write("first", "default-domain=first.example", "timeout=1");

        Settings settings = Settings.withFile(Map.of(Option.DEFAULT_DOMAIN, option("command.example")), searched);

        assertThat(settings.given().get(Option.DEFAULT_DOMAIN).values()).containsExactly("command.example");
        assertThat(settings.given().get(Option.TIMEOUT).value()).isEqualTo("1");
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private static Setting option(String value) {
        return new Setting(List.of(value), "option --whatever");
    }
}
