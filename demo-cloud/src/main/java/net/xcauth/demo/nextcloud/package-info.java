/** Nextcloud's own API: OCS, CardDAV, avatars and the status page, like releases 24 and later. */
@NullMarked
package net.xcauth.demo.nextcloud;

import org.jspecify.annotations.NullMarked;
