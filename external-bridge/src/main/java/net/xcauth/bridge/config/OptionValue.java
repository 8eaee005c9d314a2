package net.xcauth.bridge.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * The value of an option as the administrator wrote it.
 *
 * @param values  none for a flag, several for a list or a repeated option
 * @param origins the place of each value, for messages: {@code option --timeout}, {@code xcauth.conf line 7}; one for a
 *                flag
 */
record OptionValue(List<String> values, List<String> origins) {
    private static final String COMMAND_LINE = "option ";

    OptionValue(List<String> values, String origin) {
        this(
                values,
                values.isEmpty()
                        ? List.of(origin)
                        : values.stream().map(value -> origin).toList());
    }

    /** From the command line. */
    static OptionValue ofCommandLine(Option option, List<String> values) {
        return new OptionValue(values, COMMAND_LINE + "--" + option.longName());
    }

    boolean isFromCommandLine() {
        return origin().startsWith(COMMAND_LINE);
    }

    /** The last value. */
    String value() {
        return values.get(values.size() - 1);
    }

    /** The place of the last value. */
    String origin() {
        return origins.get(origins.size() - 1);
    }

    OptionValue and(OptionValue more) {
        return new OptionValue(joined(values, more.values), joined(origins, more.origins));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
