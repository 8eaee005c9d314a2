/** The commands that work with the database: domains, remembered answers, users and rosters. */
@NullMarked
package net.xcauth.bridge.tool;

import org.jspecify.annotations.NullMarked;
