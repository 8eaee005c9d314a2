/** Serves clients: reads requests from sockets or standard input, has them answered, and sends the replies in order. */
@NullMarked
package net.xcauth.bridge.server;

import org.jspecify.annotations.NullMarked;
