/** {@code xcauth doctor}: finds out what is wrong with an installation and says what to do; the log of the clouds at the start. */
@NullMarked
package net.xcauth.bridge.doctor;

import org.jspecify.annotations.NullMarked;
