package net.xcauth.core.store;

import java.util.Set;
import net.xcauth.core.user.UserKey;

/**
 * A group as the database keeps it.
 *
 * @param text    what people read
 * @param members who is in it
 */
public record StoredGroup(String text, Set<UserKey> members) {
    public StoredGroup {
        members = Set.copyOf(members);
    }
}
