/** Other programs that are run for their output. */
package net.xcauth.bridge.process;
