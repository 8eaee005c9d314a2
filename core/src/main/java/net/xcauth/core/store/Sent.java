package net.xcauth.core.store;

/**
 * When a question was sent to the cloud, in an order that does not depend on clocks.
 *
 * @param number grows with each question of this process
 * @param seen   the newest acceptance of the user's passwords that was known then, see {@link StoredOrder#revision}; 0 if none
 *               was
 */
public record Sent(long number, long seen) {}
