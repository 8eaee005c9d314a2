/** Shared rosters of the XMPP domains that the bridge serves: kept up to date for ejabberd, and answered to servers that query them. */
@NullMarked
package net.xcauth.bridge.roster;

import org.jspecify.annotations.NullMarked;
