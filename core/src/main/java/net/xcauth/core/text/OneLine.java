package net.xcauth.core.text;

/** Sanitizes text of any origin for a single line of a log or terminal. */
public final class OneLine {
    private static final char FIRST_PRINTABLE = ' ';
    private static final char DELETE = 0x7f;
    private static final char LAST_CONTROL = 0x9f;

    private OneLine() {}

    /**
     * Escapes control characters, line breaks and characters that change the direction of text, which could forge or
     * disguise lines.
     */
    public static String of(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < FIRST_PRINTABLE || c >= DELETE) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmless(int c) {
        int type = Character.getType(c);
        return c >= FIRST_PRINTABLE
                && (c < DELETE || c > LAST_CONTROL)
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }
}
