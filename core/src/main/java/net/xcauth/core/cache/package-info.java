/**
 * Remembers the cloud's answers: passwords that it has accepted or refused, and users that it knows. The caches are
 * bounded and kept in memory; {@link net.xcauth.core.cache.Persistence} backs them with a database.
 */
@NullMarked
package net.xcauth.core.cache;

import org.jspecify.annotations.NullMarked;
