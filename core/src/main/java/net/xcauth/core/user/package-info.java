/** The names of users: XMPP local parts and domains, JIDs and cloud accounts, and the rules that map them to each other. */
@NullMarked
package net.xcauth.core.user;

import org.jspecify.annotations.NullMarked;
