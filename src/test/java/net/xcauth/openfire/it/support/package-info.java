/** Starts a real Openfire with plugins, and what tests talk to it with. */
package net.xcauth.openfire.it.support;
