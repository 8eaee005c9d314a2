package net.xcauth.bridge.ejabberd;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How ejabberd is reached; in one way at least.
 *
 * @param program its control program, {@code ejabberdctl} or what stands for it
 * @param api     its HTTP API, which comes first
 * @param token   OAuth token for the API; empty if it lets this program in without
 * @param caFile  certificates that are trusted beside the system's, in PEM
 * @param calls   commands at a time
 * @param kick    what ends a user's sessions
 */
public record EjabberdSettings(
        Optional<Path> program, Optional<ApiAddress> api, String token, Optional<Path> caFile, int calls, Kick kick) {
    /** What ends a user's sessions and FAST tokens there. */
    public enum Kick {
        /** Nothing. */
        NEVER,
        /** That the account was deleted or disabled. */
        ACCOUNT,
        /** That, and that a password was refused or superseded. */
        PASSWORD
    }

    @Override
    public String toString() {
        return api.map(ApiAddress::toString)
                .orElseGet(() -> program.map(Path::toString).orElse("none"));
    }
}
