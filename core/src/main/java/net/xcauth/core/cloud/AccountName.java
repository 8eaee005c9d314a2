package net.xcauth.core.cloud;

/** Which account of a Nextcloud is the user {@code alice} of the XMPP domain {@code example.org}. */
public enum AccountName {
    /** {@code alice}. */
    LOCAL,
    /** {@code alice@example.org}. */
    LOCAL_AT_DOMAIN
}
