package net.xcauth.openfire.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenfirePropertiesTest {

    /** They are void in Openfire 4.2, for which the plugin is compiled, and not in 5.2: it would not find them. */
    @Test
    void noMethodThatIsAnotherOneInALaterOpenfireIsUsed() throws IOException {
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
