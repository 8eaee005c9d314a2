/** The Openfire plugin: what Openfire loads, and what reacts to changed properties. */
@NullMarked
package net.xcauth.openfire;

import org.jspecify.annotations.NullMarked;
