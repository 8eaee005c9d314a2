/** Factories for threads, shared by core and the bridge. */
@NullMarked
package net.xcauth.core.thread;

import org.jspecify.annotations.NullMarked;
