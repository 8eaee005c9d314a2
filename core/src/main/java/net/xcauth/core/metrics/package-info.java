/** Metrics for administrators: decisions, requests to clouds and their latencies, and the health of the clouds. */
package net.xcauth.core.metrics;
