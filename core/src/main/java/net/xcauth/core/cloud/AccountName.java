package net.xcauth.core.cloud;

/**
 * The rule that maps a user such as {@code alice} of the XMPP domain {@code example.org} to an account of a Nextcloud.
 */
public enum AccountName {
    /** {@code alice}. */
    LOCAL,
    /** {@code alice@example.org}. */
    LOCAL_AT_DOMAIN
}
