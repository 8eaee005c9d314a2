/** The operating system's view of the program: version, streams, signals, exit status, and output of other programs. */
@NullMarked
package net.xcauth.bridge.process;

import org.jspecify.annotations.NullMarked;
