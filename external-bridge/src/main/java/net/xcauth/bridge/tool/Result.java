package net.xcauth.bridge.tool;

import java.util.List;
import java.util.Optional;

/**
 * What a command has to say.
 *
 * @param document  for programs: what Jackson writes as JSON
 * @param lines     for people
 * @param complaint why it was not done, if it was not
 */
record Result(Object document, List<String> lines, Optional<String> complaint) {
    Result {
        lines = List.copyOf(lines);
    }

    static Result done(Object document, List<String> lines) {
        return new Result(document, lines, Optional.empty());
    }

    static Result done(Object document, String line) {
        return done(document, List.of(line));
    }

    static Result failed(Object document, String complaint) {
        return new Result(document, List.of(), Optional.of(complaint));
    }

    /** The same, and why it was not done. */
    Result butFailed(String reason) {
        return new Result(document, lines, Optional.of(reason));
    }
}
