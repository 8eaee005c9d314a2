package net.xcauth.core.store;

import java.util.Set;
import net.xcauth.core.user.UserKey;

/**
 * Whom the database knows something new of.
 *
 * @param revision up to which revision this is complete
 * @param users    whose entries have changed, by whatever process
 * @param all      whether everybody's may have
 */
public record Changes(long revision, Set<UserKey> users, boolean all) {
    public Changes {
        users = Set.copyOf(users);
    }
}
