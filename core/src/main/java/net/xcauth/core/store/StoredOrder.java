package net.xcauth.core.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The order in which the cloud has accepted one user's passwords, as all processes at the database know it.
 *
 * @param revision the revision at which a password of the user's was last accepted or unconfirmed; 0 if none was. It
 *                 never goes back, also if the user is forgotten.
 * @param others   the same, of other processes only
 * @param asked    of the newest question that this process has had answered with yes, {@link Sent#number}; 0 if none, or if
 *                 another process came after
 * @param changed  when a password was last superseded, refused or unconfirmed
 * @param rivals   which passwords have superseded which, by their hashes
 */
public record StoredOrder(long revision, long others, long asked, Optional<Instant> changed, Rivals<String> rivals) {
    /** Of somebody none of whose passwords was accepted. */
    static StoredOrder none() {
        return new StoredOrder(0, 0, 0, Optional.empty(), new Rivals<>());
    }
}
