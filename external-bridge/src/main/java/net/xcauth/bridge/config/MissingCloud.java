package net.xcauth.bridge.config;

import java.nio.file.Path;

/**
 * The message that no cloud is known. A service starts without one, since it is often started before its configuration
 * is written.
 *
 * @param source   the configuration file that was read, or words that there is none
 * @param database true if clouds of single domains may be in a database
 */
public record MissingCloud(String source, boolean database) {
    private static final Path USUAL = Defaults.CONFIGURATION_FILES.get(0);

    /** A clause that names what is missing and where. */
    public String text() {
        return "no cloud is configured" + (hasFile() ? " in " + source : ", and there is " + source)
                + (database ? "; none is known from the database either" : "");
    }

    /** The remedy, a sentence. */
    public String remedy() {
        return "Set url in " + (hasFile() ? source : USUAL)
                + " to the address of your Nextcloud, such as https://cloud.example.org/, or add a "
                + "domain with xcauth domain add; then run systemctl restart "
                + "xcauth.";
    }

    private boolean hasFile() {
        return !source.equals(ConfigSources.NO_FILE);
    }
}
