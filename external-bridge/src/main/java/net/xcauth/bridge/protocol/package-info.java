/** The protocols of XMPP and mail servers: decodes requests and encodes replies, independently of connections. */
@NullMarked
package net.xcauth.bridge.protocol;

import org.jspecify.annotations.NullMarked;
