/**
 * Remembers the cloud's answers: passwords that it has accepted or refused, and users that it knows. The caches are bounded and
 * kept in memory; {@link net.xcauth.core.cache.Persistence} backs them with a database.
 */
package net.xcauth.core.cache;
