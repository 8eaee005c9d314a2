/** For monitoring: metrics and the health check over HTTP. */
package net.xcauth.bridge.metrics;
