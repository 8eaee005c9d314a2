package net.xcauth.openfire.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.xcauth.openfire.it.support.OpenfireServer;

/** Secrets that must be in no log. */
final class Secrecy {
    private Secrecy() {}

    /** Checks that none of these is in a log file or in the server's output. */
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
