/** What monitoring reads: metrics and the health check over HTTP. */
package net.xcauth.bridge.metrics;
