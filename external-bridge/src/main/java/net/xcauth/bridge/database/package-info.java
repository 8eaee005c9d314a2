/** The databases that the bridge can use: SQLite, PostgreSQL and MariaDB. */
package net.xcauth.bridge.database;
