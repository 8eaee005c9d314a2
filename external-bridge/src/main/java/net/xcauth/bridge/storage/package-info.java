/** The database of a serving bridge: the domains stored in it, and memory that outlives a restart. */
package net.xcauth.bridge.storage;
