/** Access to Openfire's database. */
@NullMarked
package net.xcauth.openfire.store;

import org.jspecify.annotations.NullMarked;
