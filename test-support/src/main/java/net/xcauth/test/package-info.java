/** Starts real programs for the tests of all modules, waits for them, and cleans up after them, even if a test run is killed. */
@NullMarked
package net.xcauth.test;

import org.jspecify.annotations.NullMarked;
