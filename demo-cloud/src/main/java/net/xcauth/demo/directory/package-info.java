/** The users and groups of the demo cloud, as its APIs see them. */
@NullMarked
package net.xcauth.demo.directory;

import org.jspecify.annotations.NullMarked;
