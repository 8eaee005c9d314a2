package net.xcauth.core.cloud.nextcloud;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Extracts the formatted name from a vCard.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6350#section-3">RFC 6350, section 3</a>
 */
final class VCard {
    private static final Pattern FOLD = Pattern.compile("\r?\n[ \t]");
    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final String NAME = "FN";

    private VCard() {}

    /**
     * The value of the first {@code FN}. Lines are unfolded, then split, then unescaped, since a line break in a
     * display name must not start another property.
     */
    static Optional<String> formattedName(String card) {
        return LINE_END.splitAsStream(FOLD.matcher(card).replaceAll(""))
                .filter(VCard::isName)
                .findFirst()
                .map(line -> unescaped(line.substring(valueStart(line))));
    }

    private static boolean isName(String line) {
        int value = valueStart(line);
        if (value == 0) {
            return false;
        }
        String property = line.substring(0, value - 1).split(";", 2)[0];
        return property.substring(property.lastIndexOf('.') + 1).equalsIgnoreCase(NAME);
    }

    /** The index after the first colon outside quoted parameters; 0 if there is none. */
    private static int valueStart(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ':' && !quoted) {
                return i + 1;
            }
        }
        return 0;
    }

    private static String unescaped(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                text.append(escaped == 'n' || escaped == 'N' ? '\n' : escaped);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
