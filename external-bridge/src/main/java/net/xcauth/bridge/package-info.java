/** The {@code xcauth} program: what servers ask through pipes and sockets, answered by the core's pipeline. */
@NullMarked
package net.xcauth.bridge;

import org.jspecify.annotations.NullMarked;
