package net.xcauth.core.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an account without asking the cloud.
 *
 * @param enabled         whether the cloud lets its user in; empty if nothing is known
 * @param passwordChanged {@link Authenticator#passwordChanged}
 */
public record AccountState(Optional<Boolean> enabled, Optional<Instant> passwordChanged) {
}
