/**
 * The entry point of core: {@link net.xcauth.core.Pipeline} assembles the parts. Only this package knows all kinds of clouds.
 */
package net.xcauth.core;
