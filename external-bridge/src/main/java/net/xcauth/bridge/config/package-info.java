/** The configuration: options, their values from command line, environment and files, and what is wrong with them. */
package net.xcauth.bridge.config;
