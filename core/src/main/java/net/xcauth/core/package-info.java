/**
 * The face of core: {@link net.xcauth.core.Pipeline} puts the parts together, and is the only one that knows every kind of
 * cloud. No other package of core needs to.
 */
package net.xcauth.core;
