/** Measures how fast users log in to Openfire, with and without the plugin. Run by {@code bench/openfire}, not by the tests. */
package net.xcauth.openfire.bench;
