/** The external API of the JSXC app {@code ojsxc}, with signed requests. */
@NullMarked
package net.xcauth.demo.jsxc;

import org.jspecify.annotations.NullMarked;
