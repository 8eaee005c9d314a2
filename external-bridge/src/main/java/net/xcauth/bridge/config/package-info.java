/** The configuration: options, their values from command line, environment and files, and what is wrong with them. */
@NullMarked
package net.xcauth.bridge.config;

import org.jspecify.annotations.NullMarked;
