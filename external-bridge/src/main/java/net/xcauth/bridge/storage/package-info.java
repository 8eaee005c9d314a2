/** The database of a serving bridge: the domains stored in it, and memory that outlives a restart. */
@NullMarked
package net.xcauth.bridge.storage;

import org.jspecify.annotations.NullMarked;
