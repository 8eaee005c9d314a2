package net.xcauth.bridge.config;

import java.time.Duration;
import net.xcauth.bridge.database.DatabaseSettings;

/**
 * Which database there is and what for.
 *
 * @param settings  where it is, or would be
 * @param used      whether the bridge uses it; it does not make one that nobody asked for
 * @param remembers whether passwords and existence are stored in it
 * @param refresh   how often changes by other processes are taken over
 */
public record DatabaseUse(DatabaseSettings settings, boolean used, boolean remembers, Duration refresh) {}
