package net.xcauth.core.text;

/** Text fit for one line of a log or a terminal, whoever it comes from. */
public final class OneLine {
    private static final char FIRST_PRINTABLE = ' ';
    private static final char DELETE = 0x7f;
    private static final char LAST_CONTROL = 0x9f;

    private OneLine() {}

    /**
     * The text with escapes in place of controls, line ends and what turns the direction of text: they could forge
     * lines, or make them look like others.
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
