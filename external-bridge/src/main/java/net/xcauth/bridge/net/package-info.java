/** The sockets that the bridge listens on: their addresses and limits, and how Netty handles them on this system. */
package net.xcauth.bridge.net;
