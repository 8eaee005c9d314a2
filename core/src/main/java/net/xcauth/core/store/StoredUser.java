package net.xcauth.core.store;

import java.util.List;
import java.util.Optional;

/**
 * What the database knows of one user.
 *
 * @param existence empty when the cloud has not been asked
 * @param passwords newest first; perhaps none
 * @param order     in which those were accepted
 * @param revision  the revision at which this was read, or a later one
 * @param cloud     the fingerprint of the cloud that has said all this; empty if that is not known
 */
public record StoredUser(
        Optional<StoredExistence> existence,
        List<StoredPassword> passwords,
        StoredOrder order,
        long revision,
        Optional<String> cloud) {
    /** Somebody of whom nothing is known. */
    public static final StoredUser UNKNOWN = new StoredUser(Optional.empty(), List.of());

    /** Somebody none of whose passwords was accepted in an order that is known. */
    public StoredUser(Optional<StoredExistence> existence, List<StoredPassword> passwords) {
        this(existence, passwords, StoredOrder.none(), 0, Optional.empty());
    }

    /** True if nothing is known of the user. */
    public boolean isUnknown() {
        return existence.isEmpty() && passwords.isEmpty();
    }

    public StoredUser {
        passwords = List.copyOf(passwords);
    }
}
