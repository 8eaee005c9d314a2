/** What servers and the bridge say to each other, as bytes and as requests and replies. */
package net.xcauth.bridge.protocol;
