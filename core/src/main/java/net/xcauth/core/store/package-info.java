/** What must survive a restart, in a database: values, one interface per kind, and their JDBC implementation. */
package net.xcauth.core.store;
