package net.xcauth.core.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of an account, as known without querying the cloud.
 *
 * @param enabled         true if the cloud lets the user in; empty if unknown
 * @param passwordChanged {@link Authenticator#passwordChanged}
 */
public record AccountState(Optional<Boolean> enabled, Optional<Instant> passwordChanged) {}
