/** The plugin's implementations of Openfire's provider interfaces, and the switch that activates them. */
@NullMarked
package net.xcauth.openfire.provider;

import org.jspecify.annotations.NullMarked;
