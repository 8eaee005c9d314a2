/** Code that exists only for a quick start: preparation in the background, and the rehearsal for the class-data archive. */
package net.xcauth.bridge.start;
