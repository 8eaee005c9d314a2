/**
 * Runs inside an Openfire that comes without its admin console: pages in the place of the console's own, as far as the
 * pages of plugins need them.
 */
package net.xcauth.openfire.it.console;
