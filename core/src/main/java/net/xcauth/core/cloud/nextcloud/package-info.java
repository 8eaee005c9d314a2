/**
 * Nextcloud's own API, without any app: the password check ({@code cloud/user}), existence ({@code users/{uid}},
 * avatars), the directory (groups, members, the address book of all accounts) and the state of the cloud
 * ({@code status.php}, capabilities).
 *
 * <p>A reply is judged by its status, then its headers, then its body; the account id in it is compared with the
 * requested one. Cookies are not kept, redirects are not followed, and every URL is built from the configured address.
 */
@NullMarked
package net.xcauth.core.cloud.nextcloud;

import org.jspecify.annotations.NullMarked;
