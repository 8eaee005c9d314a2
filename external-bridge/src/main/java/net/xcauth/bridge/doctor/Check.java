package net.xcauth.bridge.doctor;

import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;

/**
 * One step of the examination. To add one, implement this and give it to the {@link Doctor}.
 *
 * <ul>
 * <li>It looks and changes nothing, as far as that is possible.
 * <li>What goes wrong is a {@link Finding}: no exception leaves it. If one does nevertheless, the doctor reports it as
 *     a fault of this program and goes on with the next check.
 * <li>Each finding is handed over as soon as it is known: somebody sits and waits.
 * <li>What cannot be looked at, since something before it failed, is {@link Finding#skip skipped} and not left out.
 * <li>No text holds a password, a token or an API secret.
 * </ul>
 */
public interface Check {
    /** What is examined, in a few words. */
    String title();

    /**
     * Examines.
     *
     * @param config   what is in force
     * @param findings takes one finding or more
     */
    void examine(Config config, Consumer<Finding> findings);
}
