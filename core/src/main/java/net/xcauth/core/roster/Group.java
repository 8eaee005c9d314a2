package net.xcauth.core.roster;

import java.time.Instant;
import java.util.Set;

/**
 * A group as last seen.
 *
 * @param members users (XMPP local parts)
 * @param seen    when the query was sent whose answer shows these members
 * @param denials the number of members whose own rosters have since shown that they left: the only sign of a deleted or
 *                renamed group
 */
public record Group(GroupName name, Set<String> members, Instant seen, int denials) {
    public Group {
        members = Set.copyOf(members);
    }

    /** The id in the XMPP server and the store. */
    public String id() {
        return name.id();
    }

    /** The display name; the id if there is none, as for groups stored by the Python program. */
    public String label() {
        return name.text().isEmpty() ? name.id() : name.text();
    }

    /**
     * A group's id and display name.
     *
     * @param id   the id in the XMPP server and the store: the cloud's id where possible, otherwise made unique, so
     *             that two groups of the cloud never share an id
     * @param text the display name
     */
    public record GroupName(String id, String text) {}
}
