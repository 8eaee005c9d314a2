/** Tests the built program with real servers and their tools. */
package net.xcauth.bridge.it;
