package net.xcauth.bridge.config;

import java.util.List;
import java.util.Optional;

/**
 * What the program is to do instead of serving.
 *
 * @param words     a subcommand and what it is given, as {@code cache show alice@example.org}; perhaps none
 * @param operation one of the options of {@code xcdbm}
 * @param json      whether the result is for programs
 */
public record ToolRequest(List<String> words, Optional<DomainOperation> operation, boolean json) {
    public ToolRequest {
        words = List.copyOf(words);
    }

    /** Whether there is anything to do. */
    public boolean isPresent() {
        return !words.isEmpty() || operation.isPresent();
    }
}
