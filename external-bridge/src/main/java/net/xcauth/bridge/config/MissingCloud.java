package net.xcauth.bridge.config;

import java.nio.file.Path;

/**
 * That no cloud is known, and what to do. A service starts nevertheless, since it is often started before somebody has
 * filled in its configuration.
 *
 * @param source   the configuration file that was read, or that there was none
 * @param database whether clouds of single domains may be in a database
 */
public record MissingCloud(String source, boolean database) {
    private static final Path USUAL = Settings.SEARCHED.get(0);

    /** What is missing, and where. */
    public String text() {
        return "no cloud is configured" + (hasFile() ? " in " + source : ", and there is " + source)
                + (database ? "; none is known from the database either" : "");
    }

    /** What an administrator does about it. */
    public String remedy() {
        return "Fill in url in " + (hasFile() ? source : USUAL) + " with the address of your Nextcloud, such as "
                + "https://cloud.example.org/, or add a domain with xcauth domain add; then run systemctl restart xcauth.";
    }

    private boolean hasFile() {
        return !source.equals(Settings.NO_FILE);
    }
}
