package net.xcauth.openfire.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenfirePropertiesTest {

    /**
     * Methods that return void in Openfire 4.2, against which the plugin is compiled, and a value in 5.2, where the
     * plugin would not find them.
     */
    @Test
    void noMethodWithAnotherSignatureInALaterOpenfireIsUsed() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("main/java"))) {
            List<Path> sources = files.filter(Files::isRegularFile).toList();
            assertThat(sources).hasSizeGreaterThan(50);
            for (Path source : sources) {
                assertThat(Files.readString(source))
                        .as(source.toString())
                        .doesNotContain("JiveGlobals.setProperty(", "JiveGlobals.deleteProperty(");
            }
        }
    }
}
