/** The plugin's interface for the console's pages. */
@NullMarked
package net.xcauth.openfire.administration;

import org.jspecify.annotations.NullMarked;
