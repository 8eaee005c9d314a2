package net.xcauth.core.roster;

import java.time.Instant;
import java.util.Set;

/**
 * A group as it was last seen.
 *
 * @param name    what it is called
 * @param members users (XMPP local parts)
 * @param seen    when the cloud was asked for what says so
 * @param denials how many members have since been found to have left it, by asking for their rosters: when it was
 *                deleted or renamed, that is all that can be seen
 */
public record Group(GroupName name, Set<String> members, Instant seen, int denials) {
    public Group {
        members = Set.copyOf(members);
    }

    /** Names it in the XMPP server and the store. */
    public String id() {
        return name.id();
    }

    /** What people read; the id where no more is known, as of groups that the Python program has stored. */
    public String label() {
        return name.text().isEmpty() ? name.id() : name.text();
    }
}
