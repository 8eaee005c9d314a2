/**
 * HTTP to any kind of cloud: connections, TLS, limits and timeouts. {@link net.xcauth.core.cloud.http.HttpTransport}
 * is the entry point.
 */
@NullMarked
package net.xcauth.core.cloud.http;

import org.jspecify.annotations.NullMarked;
