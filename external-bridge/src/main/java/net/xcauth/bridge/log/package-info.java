/** The log of the bridge: its SLF4J backend, its format, and its files, which may be rotated. */
@NullMarked
package net.xcauth.bridge.log;

import org.jspecify.annotations.NullMarked;
