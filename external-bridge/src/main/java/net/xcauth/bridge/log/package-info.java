/** The bridge's log: its format, its files, and how they are reopened. */
package net.xcauth.bridge.log;
