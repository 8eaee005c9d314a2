package net.xcauth.bridge.log;

import java.nio.file.Path;

/**
 * The settings of the log.
 *
 * @param directory   the folder of {@code xcauth.log} and {@code xcauth.err}
 * @param debug       true if details are logged
 * @param interactive true if the log goes to standard error instead
 */
public record LogSettings(Path directory, boolean debug, boolean interactive) {}
