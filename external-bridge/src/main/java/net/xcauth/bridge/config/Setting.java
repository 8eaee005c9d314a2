package net.xcauth.bridge.config;

import java.util.ArrayList;
import java.util.List;

/**
 * A value as the administrator gave it.
 *
 * @param values  what was given: nothing for a flag, several for a list or a repeated option
 * @param origins where each of them was given, for messages: {@code option --timeout}, {@code /etc/xcauth.conf line 7};
 *                one for a flag
 */
record Setting(List<String> values, List<String> origins) {
    Setting(List<String> values, String origin) {
        this(
                values,
                values.isEmpty()
                        ? List.of(origin)
                        : values.stream().map(value -> origin).toList());
    }

    String value() {
        return values.get(values.size() - 1);
    }

    /** Where the last value was given. */
    String origin() {
        return origins.get(origins.size() - 1);
    }

    Setting and(Setting more) {
        return new Setting(joined(values, more.values), joined(origins, more.origins));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
