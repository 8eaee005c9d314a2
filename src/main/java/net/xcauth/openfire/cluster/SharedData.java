package net.xcauth.openfire.cluster;

/** Data in the database that all nodes of a cluster hold in memory. Nodes of all versions send these names. */
public enum SharedData {
    /** Remembered passwords and the existence of users. */
    USERS,
    /** Groups and names. */
    ROSTERS
}
