/** Announcements between the nodes of an Openfire cluster that the database has changed. */
@NullMarked
package net.xcauth.openfire.cluster;

import org.jspecify.annotations.NullMarked;
