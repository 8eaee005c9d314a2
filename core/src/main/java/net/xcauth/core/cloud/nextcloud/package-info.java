/**
 * Nextcloud's own API, without any app: the password check ({@code cloud/user}), existence ({@code users/{uid}}, avatars), the
 * directory (groups, members, the address book of all accounts) and the state of the cloud ({@code status.php}, capabilities).
 *
 * <p>A reply is decided by its status, then its headers, then its body; the account id in it is compared with the one asked for.
 * Neither cookies nor redirects are followed, and every path is built from the configured address.
 */
package net.xcauth.core.cloud.nextcloud;
