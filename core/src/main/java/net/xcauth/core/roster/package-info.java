/** Shared rosters: which groups count, who is in them, and what has changed. */
package net.xcauth.core.roster;
