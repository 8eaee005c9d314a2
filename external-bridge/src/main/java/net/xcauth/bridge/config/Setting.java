package net.xcauth.bridge.config;

import java.util.List;

/**
 * A value as the administrator gave it.
 *
 * @param values what was given: nothing for a flag, several for a list or a repeated option
 * @param origin where, for messages: {@code option --timeout}, {@code /etc/xcauth.conf line 7}
 */
record Setting(List<String> values, String origin) {
    String value() {
        return values.get(values.size() - 1);
    }
}
