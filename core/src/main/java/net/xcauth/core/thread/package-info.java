/** Factories for threads, shared by core and the bridge. */
package net.xcauth.core.thread;
