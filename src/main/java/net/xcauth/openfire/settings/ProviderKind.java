package net.xcauth.openfire.settings;

/** What of Openfire the plugin can serve. */
public enum ProviderKind {
    /** Who may log in. */
    AUTH,
    /** Who exists, and what they are called. */
    USER,
    /** Who is in which group. */
    GROUP
}
