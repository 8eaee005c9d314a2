/** For monitoring: metrics and the health check over HTTP. */
@NullMarked
package net.xcauth.bridge.metrics;

import org.jspecify.annotations.NullMarked;
