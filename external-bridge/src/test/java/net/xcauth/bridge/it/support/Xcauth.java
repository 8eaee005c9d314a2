package net.xcauth.bridge.it.support;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import net.xcauth.demo.DemoCloud;
import net.xcauth.demo.DemoSettings;
import net.xcauth.test.TempFolder;
import net.xcauth.test.Users;

/** The built program under test. */
public final class Xcauth {
    static final String SECRET = "XCAUTH_SECRET";

    private static final Path HOME =
            Path.of(System.getProperty("xcauth.home", "target/xcauth")).toAbsolutePath();

    private Xcauth() {}

    /** The root folder of the project. */
    public static Path project() {
        return HOME.getParent().getParent().getParent();
    }

    /** The launcher. */
    public static Path program() {
        return HOME.resolve("bin/xcauth");
    }

    /**
     * The program's folder, or a copy if a server's user cannot read it there.
     *
     * @param user   name of the server's user
     * @param folder for a copy
     */
    public static Path homeFor(String user, TempFolder folder) throws IOException, InterruptedException {
        if (Users.run(user, "test", "-x", program().toString()).exit() == 0) {
            return HOME;
        }
        return copy(folder.resolve("xcauth"));
    }

    /** Copies the program's folder, and returns the copy. */
    public static Path copy(Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(HOME)) {
            for (Path each : all.toList()) {
                Files.copy(each, copy.resolve(HOME.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    /** The folder of the Prosody modules, readable by the user. */
    public static Path prosodyModulesFor(String user, TempFolder folder) throws IOException, InterruptedException {
        return homeFor(user, folder).resolve("prosody-modules");
    }

    /** Runs the program with the cloud's address and secret, for one short task. */
    public static ProcessBuilder command(DemoCloud cloud, String... arguments) {
        ProcessBuilder builder = command(cloud.url(), arguments);
        builder.environment().put(SECRET, DemoSettings.DEMO_SECRET);
        return builder;
    }

    /** Runs the program with the cloud's address only. */
    static ProcessBuilder command(URI url, String... arguments) {
        return new ProcessBuilder(
                Stream.concat(Stream.of(program().toString(), "--url", url.toString()), Stream.of(arguments))
                        .toList());
    }

    /** Writes a script that starts the program without arguments, for servers that pass none or reject its path. */
    public static Path wrapper(TempFolder folder, String protocol, Path configuration) throws IOException {
        return folder.script(
                "start-xcauth", "#!/bin/sh\nexec '%s' -t %s -c '%s'\n".formatted(program(), protocol, configuration));
    }

    /** Writes a configuration file with the cloud, its secret, and a log folder inside {@code folder}. */
    public static Path configuration(DemoCloud cloud, TempFolder folder) throws IOException {
        Path log = folder.folder("xcauth-log");
        return folder.write("xcauth.conf", """
                # The program's own configuration, as a server's administrator writes it
                url=%s
                secret=%s
                log=%s
                """.formatted(cloud.url(), DemoSettings.DEMO_SECRET, log));
    }
}
