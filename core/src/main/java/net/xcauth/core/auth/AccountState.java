package net.xcauth.core.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of an account as far as it is known without querying the cloud.
 *
 * @param enabled         whether the cloud lets its user in; empty if nothing is known
 * @param passwordChanged {@link Authenticator#passwordChanged}
 */
public record AccountState(Optional<Boolean> enabled, Optional<Instant> passwordChanged) {}
