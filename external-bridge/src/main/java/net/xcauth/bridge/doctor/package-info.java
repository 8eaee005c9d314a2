/** {@code xcauth doctor}: finds what is wrong with an installation and says what to do; logs the clouds at start-up. */
@NullMarked
package net.xcauth.bridge.doctor;

import org.jspecify.annotations.NullMarked;
