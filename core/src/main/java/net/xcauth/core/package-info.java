/**
 * The entry point, {@link net.xcauth.core.Pipeline}, assembles the parts. Only this package knows all kinds of clouds.
 */
@NullMarked
package net.xcauth.core;

import org.jspecify.annotations.NullMarked;
