/** The digests and message authentication codes that the other packages use. */
package net.xcauth.core.crypto;
