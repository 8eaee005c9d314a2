/** Where requests come from: streams, sockets and descriptors that somebody else opened. */
package net.xcauth.bridge.server;
