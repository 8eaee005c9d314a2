/** Metrics for administrators: decisions, requests to clouds and their latencies, and the health of the clouds. */
@NullMarked
package net.xcauth.core.metrics;

import org.jspecify.annotations.NullMarked;
