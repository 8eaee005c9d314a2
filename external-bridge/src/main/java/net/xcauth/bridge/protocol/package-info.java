/** The protocols of XMPP and mail servers: decodes requests and encodes replies, independently of connections. */
package net.xcauth.bridge.protocol;
