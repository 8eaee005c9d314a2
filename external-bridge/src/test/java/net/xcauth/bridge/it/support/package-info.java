/** Real programs for the integration tests: starts, controls and stops them. */
package net.xcauth.bridge.it.support;
