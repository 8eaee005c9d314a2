/** The command line: the jobs that it can name, its commands, and its help. */
package net.xcauth.bridge.cli;
