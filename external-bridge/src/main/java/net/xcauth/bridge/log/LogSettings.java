package net.xcauth.bridge.log;

import java.nio.file.Path;

/**
 * Where the log goes.
 *
 * @param directory   of {@code xcauth.log} and {@code xcauth.err}
 * @param debug       whether details are logged
 * @param interactive whether it goes to standard error instead
 */
public record LogSettings(Path directory, boolean debug, boolean interactive) {}
