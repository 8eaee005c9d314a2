/** Real programs for tests: starts them, waits for them, and leaves nothing of them behind. */
package net.xcauth.test;
