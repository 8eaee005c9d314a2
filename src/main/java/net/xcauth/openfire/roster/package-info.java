/** Events and roster pushes that bring changed groups and names to Openfire, its plugins and online clients. */
@NullMarked
package net.xcauth.openfire.roster;

import org.jspecify.annotations.NullMarked;
