package net.xcauth.bridge.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.xcauth.bridge.process.Version;

/**
 * Writes the manual pages and the bash completion when the program is built. The same program and configuration give
 * the same bytes: the date is empty unless the system property {@code xcauth.manual.date} is set, and the version is
 * that of the program unless {@code xcauth.manual.version} is set.
 */
public final class Manual {
    private static final int ARGUMENTS = 2;

    private Manual() {}

    /**
     * Writes {@code xcauth.1}, {@code xcdbm.1}, {@code xcauth.conf.5} and {@code xcauth.bash}.
     *
     * @param arguments the folder to write to, which is created if it does not exist, and the path of the sample
     *                  configuration
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != ARGUMENTS) {
            throw new IllegalArgumentException("usage: Manual FOLDER XCAUTH.CONF");
        }
        write(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                System.getProperty("xcauth.manual.date", ""),
                System.getProperty("xcauth.manual.version", Version.text()));
    }

    /** @param date the date in the pages; may be empty */
    static void write(Path folder, Path configuration, String date, String version) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("xcauth.1"), new ProgramPage(date, version).toString());
        Files.writeString(folder.resolve("xcdbm.1"), ProgramPage.ALIAS);
        Files.writeString(
                folder.resolve("xcauth.conf.5"),
                new ConfigurationPage(new SampleConfiguration(Files.readAllLines(configuration)), date, version)
                        .toString());
        Files.writeString(folder.resolve("xcauth.bash"), new BashCompletion().toString());
    }
}
