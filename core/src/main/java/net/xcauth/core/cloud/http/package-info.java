/**
 * HTTP to any kind of cloud: connections, TLS, limits and time-outs.
 * {@link net.xcauth.core.cloud.http.HttpTransport} is the entry point.
 */
package net.xcauth.core.cloud.http;
