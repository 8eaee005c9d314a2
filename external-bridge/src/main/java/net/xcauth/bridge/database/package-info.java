/** The databases that the bridge can use. */
package net.xcauth.bridge.database;
