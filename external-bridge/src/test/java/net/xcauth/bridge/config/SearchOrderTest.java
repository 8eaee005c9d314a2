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
        assertThat(Defaults.CONFIGURATION_FILES)
                .extracting(Path::toString)
                .containsExactly("/etc/xcauth.conf", "/etc/external_cloud.conf", "xcauth.conf");
    }

    @Test
    void theFirstFileThatExistsIsReadAndNoOther() throws Exception {
        write("second", "default-domain=second.example");
        write("third", "default-domain=third.example", "debug");

        ConfigSources sources = ConfigSources.withFile(Map.of(), searched);

        assertThat(sources.source()).isEqualTo(folder.resolve("second").toString());
        assertThat(sources.options()).containsOnlyKeys(Option.DEFAULT_DOMAIN);
        assertThat(sources.options().get(Option.DEFAULT_DOMAIN).value()).isEqualTo("second.example");
    }

    @Test
    void theNamedFileWins() throws Exception {
        write("first", "default-domain=first.example");
        Path named = write("named", "default-domain=named.example");

        ConfigSources sources = ConfigSources.withFile(Map.of(Option.CONFIG_FILE, option(named.toString())), searched);

        assertThat(sources.source()).isEqualTo(named.toString());
        assertThat(sources.options().get(Option.DEFAULT_DOMAIN).value()).isEqualTo("named.example");
    }

    @Test
    void theNamedFileMustExistEvenIfOthersDo() throws Exception {
        write("first", "default-domain=first.example");
        Path missing = folder.resolve("missing");

        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigSources.withFile(Map.of(Option.CONFIG_FILE, option(missing.toString())), searched));

        assertThat(refusal).hasMessageContaining(missing + " does not exist");
    }

    @Test
    void withoutAFileOnlyTheCommandLineApplies() throws Exception {
        ConfigSources sources =
                ConfigSources.withFile(Map.of(Option.DEBUG, new OptionValue(List.of(), "option --debug")), searched);

        assertThat(sources.source()).isEqualTo("no configuration file");
        assertThat(sources.options()).containsOnlyKeys(Option.DEBUG);
    }

    @Test
    void theCommandLineWinsOverTheFile() throws Exception {
        write("first", "default-domain=first.example", "timeout=1");

        ConfigSources sources =
                ConfigSources.withFile(Map.of(Option.DEFAULT_DOMAIN, option("command.example")), searched);

        assertThat(sources.options().get(Option.DEFAULT_DOMAIN).values()).containsExactly("command.example");
        assertThat(sources.options().get(Option.TIMEOUT).value()).isEqualTo("1");
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private static OptionValue option(String value) {
        return new OptionValue(List.of(value), "option --whatever");
    }
}
