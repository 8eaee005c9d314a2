package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.xcauth.bridge.config.Config;
import net.xcauth.bridge.config.ConfigException;
import net.xcauth.bridge.config.ConfigLoader;
import net.xcauth.demo.DemoSettings;

/** Configurations in a private file, for tests. */
final class Configured {
    private Configured() {}

    /** A cloud at this address with the demo's secret, a log folder, and these lines. */
    static Config cloud(Path folder, Object url, String... lines) throws IOException, ConfigException {
        List<String> all = new ArrayList<>(
                List.of("url=" + url, "api=jsxc", "secret=" + DemoSettings.DEMO_SECRET, "log=" + folder));
        all.addAll(Arrays.asList(lines));
        return of(folder, all.toArray(String[]::new));
    }

    static Config of(Path folder, String... lines) throws IOException, ConfigException {
        return load(file(folder, lines));
    }

    static Path file(Path folder, String... lines) throws IOException {
        Path file = Files.write(folder.resolve("xcauth.conf"), List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    static Config load(Path file) throws ConfigException {
        return new ConfigLoader(Map.of()).load(new String[] {"-c", file.toString()});
    }
}
