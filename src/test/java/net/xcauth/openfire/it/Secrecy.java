package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.xcauth.openfire.it.support.OpenfireServer;

/** What must be in no log, whatever happens. */
final class Secrecy {
    private Secrecy() {}

    /** None of these is in a file of the server's log folder, or in what it has printed. */
    static void assertNothingLogged(OpenfireServer server, List<String> secrets) throws IOException {
        StringBuilder all = new StringBuilder(server.output());
        try (Stream<Path> files = Files.walk(server.home().resolve("logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        assertThat(all).isNotEmpty();
        String text = all.toString();
        assertThat(secrets).isNotEmpty().noneMatch(text::contains);
    }
}
