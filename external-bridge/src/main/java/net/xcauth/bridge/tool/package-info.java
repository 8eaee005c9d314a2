/** What the program does with its database on the command line: domains, remembered answers, rosters. */
package net.xcauth.bridge.tool;
