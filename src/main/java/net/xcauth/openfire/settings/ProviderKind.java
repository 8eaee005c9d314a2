package net.xcauth.openfire.settings;

/** Kinds of data that the plugin can provide from the cloud. */
public enum ProviderKind {
    /** Logins. */
    AUTH,
    /** Users and their names. */
    USER,
    /** Groups and their members. */
    GROUP
}
