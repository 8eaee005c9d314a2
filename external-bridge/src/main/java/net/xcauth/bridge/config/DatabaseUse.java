package net.xcauth.bridge.config;

import java.time.Duration;
import net.xcauth.bridge.database.DatabaseSettings;

/**
 * The database and its use.
 *
 * @param settings  its place
 * @param used      true if the bridge uses it, and creates it if it does not exist
 * @param remembers true if passwords and existence are stored in it
 * @param refresh   the interval at which changes by other processes are read
 */
public record DatabaseUse(DatabaseSettings settings, boolean used, boolean remembers, Duration refresh) {}
