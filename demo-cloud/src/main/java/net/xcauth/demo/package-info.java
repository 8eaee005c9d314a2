/**
 * A cloud for the demo and for tests: it speaks Nextcloud's own API and the JSXC app's external API, with faults on
 * demand. {@link net.xcauth.demo.DemoCloud} runs it in a test, {@link net.xcauth.demo.DemoMain} as a program.
 */
@NullMarked
package net.xcauth.demo;

import org.jspecify.annotations.NullMarked;
