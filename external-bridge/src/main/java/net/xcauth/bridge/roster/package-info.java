/** Shared rosters of the XMPP domains served: kept up to date for ejabberd, and answered to servers that query them. */
@NullMarked
package net.xcauth.bridge.roster;

import org.jspecify.annotations.NullMarked;
