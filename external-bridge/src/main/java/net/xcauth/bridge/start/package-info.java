/** Code only for a quick start: preparation in the background, and the rehearsal for the class-data archive. */
@NullMarked
package net.xcauth.bridge.start;

import org.jspecify.annotations.NullMarked;
