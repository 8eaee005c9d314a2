package net.xcauth.openfire.cluster;

/** Data in the database that all nodes of a cluster hold in memory. The names are part of what nodes of all versions send. */
public enum SharedData {
    /** Remembered passwords and the existence of users. */
    USERS,
    /** Groups and names. */
    ROSTERS
}
