/** Shared rosters, and which cloud account is which XMPP user. */
package net.xcauth.core.roster;
