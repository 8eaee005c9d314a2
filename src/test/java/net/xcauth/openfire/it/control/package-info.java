/**
 * Runs inside the Openfire under test, as a plugin of its own: does and tells what a test asks for. Compiled with the
 * oldest Openfire, it uses only what the newest has as well.
 */
package net.xcauth.openfire.it.control;
