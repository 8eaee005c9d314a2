package net.xcauth.core.store;

import java.time.Instant;

/**
 * Whether the cloud knows a user.
 *
 * @param exists  what it said
 * @param learned when it last said so
 * @param first   when the user was first seen here
 */
public record StoredExistence(boolean exists, Instant learned, Instant first) {
}
