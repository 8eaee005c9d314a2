/** The sockets that the bridge listens on: their addresses and limits, and how Netty handles them on this system. */
@NullMarked
package net.xcauth.bridge.net;

import org.jspecify.annotations.NullMarked;
