/**
 * Clouds with the JSXC app ({@code ojsxc}): its external API, its signatures and its time-limited tokens.
 * {@link net.xcauth.core.cloud.jsxc.JsxcClient} is the entry point.
 */
@NullMarked
package net.xcauth.core.cloud.jsxc;

import org.jspecify.annotations.NullMarked;
