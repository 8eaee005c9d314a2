/** The operating system's view of the program: version, streams, signals, exit status, and the output of other programs. */
@NullMarked
package net.xcauth.bridge.process;

import org.jspecify.annotations.NullMarked;
