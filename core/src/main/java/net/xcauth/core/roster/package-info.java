/** Shared rosters: the groups to show, their members and their changes, kept up to date with the cloud, the store and XMPP servers. */
@NullMarked
package net.xcauth.core.roster;

import org.jspecify.annotations.NullMarked;
