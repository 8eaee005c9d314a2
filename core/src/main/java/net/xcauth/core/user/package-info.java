/** The names of users: XMPP local parts and domains, JIDs and cloud accounts, and how they map to each other. */
@NullMarked
package net.xcauth.core.user;

import org.jspecify.annotations.NullMarked;
