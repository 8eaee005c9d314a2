/** Generates manual pages and bash completion from the options, commands and facts that the program itself uses. */
@NullMarked
package net.xcauth.bridge.manual;

import org.jspecify.annotations.NullMarked;
