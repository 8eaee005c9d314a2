package net.xcauth.openfire.cluster;

/** What one node has stored and the others should read. */
public enum News {
    /** Passwords, superseding, existence. */
    USERS,
    /** Groups and names. */
    ROSTERS
}
