/** Measures how fast users log in to Openfire, with and without the plugin. Run by {@code bench/openfire} only. */
package net.xcauth.openfire.bench;
