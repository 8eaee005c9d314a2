/** The log of the bridge: its SLF4J backend, its format, and its files, which may be rotated. */
package net.xcauth.bridge.log;
