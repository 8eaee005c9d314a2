/** Threads, as all of the program makes them. */
package net.xcauth.core.thread;
