/** The command line: the jobs that it can name, its commands, and its help. */
@NullMarked
package net.xcauth.bridge.cli;

import org.jspecify.annotations.NullMarked;
