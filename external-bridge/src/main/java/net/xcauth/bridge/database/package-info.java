/** The databases that the bridge can use: SQLite, PostgreSQL and MariaDB. */
@NullMarked
package net.xcauth.bridge.database;

import org.jspecify.annotations.NullMarked;
