package net.xcauth.core.roster;

import java.util.Set;

/** Receives changes of shared rosters, for an XMPP server. Called by one thread at a time, in order. */
public interface RosterListener {

    /**
     * Called after the directory has changed.
     *
     * @param change not empty
     */
    void changed(RosterChange change);

    /**
     * Called after a change by another process, which has notified its own listener.
     *
     * @param change not empty
     */
    default void followed(RosterChange change) {
        changed(change);
    }

    /** Called when the cloud has just shown that these users exist. */
    void confirmed(Set<String> users);
}
