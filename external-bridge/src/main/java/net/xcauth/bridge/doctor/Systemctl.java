package net.xcauth.bridge.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import net.xcauth.bridge.process.Output;
import net.xcauth.core.text.OneLine;

/** Queries systemd about units, see systemctl(1). */
final class Systemctl {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** The test of sd_booted(3). */
    private static final Path BOOTED = Path.of("/run/systemd/system");

    private final String program;
    private final Path booted;

    Systemctl() {
        this("systemctl", BOOTED);
    }

    /**
     * @param program a path, or a name to find on the PATH
     * @param booted  exists if systemd manages this machine
     */
    Systemctl(String program, Path booted) {
        this.program = program;
        this.booted = booted;
    }

    /** The first value of a property; empty if there is none. */
    static String first(Map<String, List<String>> properties, String name) {
        return properties.getOrDefault(name, List.of("")).get(0);
    }

    /** True if systemd manages this machine. */
    boolean isBooted() {
        return Files.isDirectory(booted);
    }

    /**
     * The values of properties of a unit; some have several, and some an empty one.
     *
     * @throws IOException if systemd cannot be queried; the message has the reason
     */
    Map<String, List<String>> show(String unit, String... properties) throws IOException {
        List<String> line = List.of(program, "show", "--property=" + String.join(",", properties), "--", unit);
        try {
            Output output = Output.of(line, TIMEOUT);
            if (output.status() != 0) {
                throw new IOException(program + ": " + OneLine.of(output.text().strip()));
            }
            return output.text()
                    .lines()
                    .map(each -> each.split("=", 2))
                    .filter(each -> each.length == 2)
                    .collect(Collectors.groupingBy(
                            each -> each[0], Collectors.mapping(each -> each[1], Collectors.toList())));
        } catch (TimeoutException e) {
            throw new IOException(program + ' ' + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
