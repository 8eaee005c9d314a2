package net.xcauth.bridge.config;

import java.nio.file.Path;
import java.util.List;

/** The files that the program uses unless it is configured otherwise. */
public final class Defaults {
    /** The places of the configuration file; the first one that exists is read. */
    public static final List<Path> CONFIGURATION_FILES =
            List.of(Path.of("/etc/xcauth.conf"), Path.of("/etc/external_cloud.conf"), Path.of("xcauth.conf"));
    /** The database, used if it exists or cache-storage is db. */
    public static final Path DATABASE = Path.of("/var/lib/xcauth/xcauth.sqlite3");
    /** The folder of xcauth.log and xcauth.err. */
    public static final Path LOG_FOLDER = Path.of("/var/log/xcauth");

    private Defaults() {}
}
