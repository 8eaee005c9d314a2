/** The commands that work with the database: domains, remembered answers, users and rosters. */
package net.xcauth.bridge.tool;
