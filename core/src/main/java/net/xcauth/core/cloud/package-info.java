/**
 * Asking the cloud: the external API of the JSXC app ({@code ojsxc}), its signatures and its time-limited tokens.
 * {@link net.xcauth.core.cloud.Cloud} is the way in.
 */
package net.xcauth.core.cloud;
