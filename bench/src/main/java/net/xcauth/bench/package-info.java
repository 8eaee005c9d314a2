/**
 * Load generator, echo server and start-up timer that measure the bridge. {@code bench/run} drives these programs and
 * formats their results.
 */
@NullMarked
package net.xcauth.bench;

import org.jspecify.annotations.NullMarked;
