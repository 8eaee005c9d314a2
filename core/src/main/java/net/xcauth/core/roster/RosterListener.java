package net.xcauth.core.roster;

import java.util.Set;

/** Whom changes of shared rosters concern: an XMPP server. Told one after the other, by one thread. */
public interface RosterListener {

    /**
     * The directory has changed, and shows already what is after the change.
     *
     * @param change not empty
     */
    void changed(RosterChange change);

    /**
     * The same of a change that another process has stored, and has told its own listener.
     *
     * @param change not empty
     */
    default void followed(RosterChange change) {
        changed(change);
    }

    /** The cloud has just shown that these users exist. */
    void confirmed(Set<String> users);
}
