package net.xcauth.core.cloud;

/** The kinds of queries to a cloud. */
public enum CloudOperation {
    /** Is a password right? */
    AUTH,
    /** Does a user exist? */
    ISUSER,
    /** The names and groups for rosters. */
    SHAREDROSTER,
    /** Does the cloud answer at all? */
    NEUTRAL
}
