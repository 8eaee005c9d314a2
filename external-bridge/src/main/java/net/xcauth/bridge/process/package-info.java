/** The operating system's view of the program: version, streams, signals, exit status, and the output of other programs. */
package net.xcauth.bridge.process;
