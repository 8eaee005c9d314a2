/** Measurements with real servers; run by scripts in {@code bench/}, never by the build. */
package net.xcauth.bridge.bench;
