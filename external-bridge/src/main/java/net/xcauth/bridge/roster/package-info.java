/** Shared rosters of the XMPP domains that the bridge answers for. */
package net.xcauth.bridge.roster;
