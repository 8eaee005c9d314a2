/** What an installation's monitoring reads. */
package net.xcauth.bridge.metrics;
