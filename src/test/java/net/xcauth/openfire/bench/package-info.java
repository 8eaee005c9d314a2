/** How fast users log in to Openfire, with the plugin and without. Run by {@code bench/openfire}, not by the tests. */
package net.xcauth.openfire.bench;
