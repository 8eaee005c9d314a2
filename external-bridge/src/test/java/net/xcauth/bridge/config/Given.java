package net.xcauth.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.xcauth.bridge.cli.Job;
import net.xcauth.bridge.cli.JobParser;

/** The input of an administrator: a configuration file, arguments, and environment variables. */
final class Given {
    static final String URL = "https://cloud.example.org/ojsxc/externalApi.php";
    static final String SECRET = "vErYsEcReT-7";

    private final Path file;
    private Map<String, String> environment = Map.of();

    private Given(Path file) {
        this.file = file;
    }

    /** A file with these lines and nothing else. */
    static Given onlyFile(Path folder, String... lines) throws IOException {
        Path file = Files.write(folder.resolve("xcauth.conf"), List.of(lines));
        return new Given(Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----")));
    }

    /** A file with a cloud, and these lines from line 3 on. */
    static Given file(Path folder, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of("url=" + URL, "secret=" + SECRET));
        all.addAll(List.of(lines));
        return onlyFile(folder, all.toArray(String[]::new));
    }

    Given environment(String name, String value) {
        environment = Map.of(name, value);
        return this;
    }

    Path path() {
        return file;
    }

    Config load(String... arguments) throws ConfigException {
        List<String> all = new ArrayList<>(List.of("-c", file.toString()));
        all.addAll(List.of(arguments));
        CommandLine line = CommandLine.parse(all.toArray(String[]::new));
        Job job = JobParser.parse(line, "xcauth");
        return new ConfigLoader(environment).load(line, !(job instanceof Job.DatabaseJob));
    }

    /** The message that comes instead of a configuration: one line, without the secret. */
    String complaint(String... arguments) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> load(arguments));
        assertThat(refusal).as("this should be refused").isNotNull();
        assertThat(refusal.getMessage()).hasLineCount(1).doesNotContain(SECRET).isNotBlank();
        return refusal.getMessage();
    }
}
