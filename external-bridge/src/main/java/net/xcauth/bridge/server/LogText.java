package net.xcauth.bridge.server;

/** What strangers sent, fit for one log line. */
final class LogText {
    private static final int LONGEST = 256;
    private static final char FIRST_PRINTABLE = ' ';
    private static final char DELETE = 0x7f;
    private static final char LAST_CONTROL = 0x9f;

    private LogText() {
    }

    /** The text without controls and line ends, which could forge log lines, and not too long. */
    static String of(String text) {
        if (text.length() <= LONGEST && isPlain(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return text.length() > LONGEST ? shown + "…" : shown.toString();
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
        return c >= FIRST_PRINTABLE && (c < DELETE || c > LAST_CONTROL) && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE && type != Character.UNASSIGNED;
    }
}
