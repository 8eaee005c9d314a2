/** Generates manual pages and bash completion from the options, commands and facts that the program itself uses. */
package net.xcauth.bridge.manual;
