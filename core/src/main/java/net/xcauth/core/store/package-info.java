/** All that must survive a restart, in a database: values, one interface per kind, and their JDBC implementation. */
@NullMarked
package net.xcauth.core.store;

import org.jspecify.annotations.NullMarked;
