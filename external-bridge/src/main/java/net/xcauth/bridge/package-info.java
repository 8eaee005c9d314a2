/** The {@code xcauth} program: what servers ask through pipes and sockets, answered by the core's pipeline. */
package net.xcauth.bridge;
