/** The plugin's settings, as Openfire's properties. */
@NullMarked
package net.xcauth.openfire.settings;

import org.jspecify.annotations.NullMarked;
