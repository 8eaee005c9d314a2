/** This process and others: version, signals, exit status, and the output of programs that it runs. */
package net.xcauth.bridge.process;
