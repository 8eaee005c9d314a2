/** The built program under real servers and their tools. */
package net.xcauth.bridge.it;
