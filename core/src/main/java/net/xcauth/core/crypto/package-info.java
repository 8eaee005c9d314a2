/** The digests and message authentication codes that the other packages use. */
@NullMarked
package net.xcauth.core.crypto;

import org.jspecify.annotations.NullMarked;
