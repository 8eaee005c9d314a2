package net.xcauth.bridge.doctor;

import java.util.function.Consumer;
import net.xcauth.bridge.config.Config;
import net.xcauth.core.examination.Finding;

/**
 * One check of the doctor. To add one, implement this and pass it to the {@link Doctor}.
 *
 * <ul>
 * <li>A check changes nothing, as far as possible.
 * <li>A failure is a {@link Finding}, not an exception. The doctor reports an exception as its own bug and continues.
 * <li>Each finding is passed on as soon as it is known, since a person waits for it.
 * <li>A step that is impossible because a previous one has failed is {@link Finding#skip skipped}, not omitted.
 * <li>No text contains a password, a token or an API secret.
 * </ul>
 */
public interface Check {
    /** The subject, in a few words. */
    String title();

    /**
     * Examines the installation.
     *
     * @param findings receives at least one finding
     */
    void examine(Config config, Consumer<Finding> findings);
}
