/** What the administrator wants: options, configuration files, and what is wrong with them. */
package net.xcauth.bridge.config;
