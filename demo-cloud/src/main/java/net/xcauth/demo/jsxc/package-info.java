/** The external API of the JSXC app {@code ojsxc}, with signed requests. */
package net.xcauth.demo.jsxc;
