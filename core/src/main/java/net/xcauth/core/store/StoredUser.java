package net.xcauth.core.store;

import java.util.List;
import java.util.Optional;

/**
 * What the database knows of one user.
 *
 * @param existence empty when the cloud has not been asked
 * @param passwords newest first; perhaps none
 */
public record StoredUser(Optional<StoredExistence> existence, List<StoredPassword> passwords) {
    /** Somebody of whom nothing is known. */
    public static final StoredUser UNKNOWN = new StoredUser(Optional.empty(), List.of());

    public StoredUser {
        passwords = List.copyOf(passwords);
    }
}
