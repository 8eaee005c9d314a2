/** The names of users: XMPP local parts and domains, JIDs and cloud accounts, and the rules that map them to each other. */
package net.xcauth.core.user;
