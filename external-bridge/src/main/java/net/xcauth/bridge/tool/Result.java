package net.xcauth.bridge.tool;

import java.util.List;
import java.util.Optional;

/**
 * The result of a command.
 *
 * @param document for programs: Jackson writes it as JSON
 * @param lines    for people
 * @param failure  the reason, if the command failed
 */
record Result(Object document, List<String> lines, Optional<String> failure) {
    Result {
        lines = List.copyOf(lines);
    }

    static Result done(Object document, List<String> lines) {
        return new Result(document, lines, Optional.empty());
    }

    static Result done(Object document, String line) {
        return done(document, List.of(line));
    }

    static Result failed(Object document, String reason) {
        return new Result(document, List.of(), Optional.of(reason));
    }

    /** A copy that has failed. */
    Result butFailed(String reason) {
        return new Result(document, lines, Optional.of(reason));
    }
}
