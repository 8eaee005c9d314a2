/** Who is meant: XMPP users, their JIDs and their cloud accounts. */
package net.xcauth.core.user;
