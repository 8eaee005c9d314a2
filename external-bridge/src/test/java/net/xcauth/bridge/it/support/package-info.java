/** Starts and stops the real programs that the integration tests talk to. */
package net.xcauth.bridge.it.support;
