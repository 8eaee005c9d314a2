/** The pages of the admin console under "Server → Nextcloud", and filters for Openfire's own pages. */
@NullMarked
package net.xcauth.openfire.console;

import org.jspecify.annotations.NullMarked;
