package net.xcauth.bridge.ejabberd;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The connection to ejabberd: the program or the API, or both.
 *
 * @param program {@code ejabberdctl}, or a script that runs it
 * @param api     ejabberd's HTTP API; preferred to the program
 * @param token   OAuth token for the API; empty if the API requires none
 * @param caFile  certificates in PEM, trusted in addition to the system's
 * @param calls   the number of commands at a time
 * @param kick    the events that end a user's sessions
 */
public record EjabberdSettings(
        Optional<Path> program, Optional<ApiAddress> api, String token, Optional<Path> caFile, int calls, Kick kick) {
    /** The events that end a user's sessions and FAST tokens. */
    public enum Kick {
        NEVER,
        /** The account was deleted or disabled. */
        ACCOUNT,
        /** The same, or a password was refused or replaced. */
        PASSWORD
    }

    @Override
    public String toString() {
        return api.map(ApiAddress::toString)
                .orElseGet(() -> program.map(Path::toString).orElse("none"));
    }
}
