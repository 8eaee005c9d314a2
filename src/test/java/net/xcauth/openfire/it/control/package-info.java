/**
 * A plugin inside the Openfire under test that runs a test's commands. Compiled against the
 * oldest Openfire, it uses only what the newest has as well.
 */
package net.xcauth.openfire.it.control;
