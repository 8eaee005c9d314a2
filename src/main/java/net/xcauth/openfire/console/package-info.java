/** The pages of the admin console under "Server → Nextcloud". */
package net.xcauth.openfire.console;
