/** Shared rosters: groups, their members and changes, kept up to date with the cloud, the store and XMPP servers. */
@NullMarked
package net.xcauth.core.roster;

import org.jspecify.annotations.NullMarked;
