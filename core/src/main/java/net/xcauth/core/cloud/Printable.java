package net.xcauth.core.cloud;

/** Makes text from outside safe for a log line. */
public final class Printable {

    private Printable() {}

    /** The text with control and format characters replaced, cut to this many characters. */
    public static String of(String text, int limit) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit) + 1);
        for (int i = 0; i < text.length() && i < limit; i++) {
            char c = text.charAt(i);
            boolean harmless = !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && c != '\u2028'
                    && c != '\u2029';
            printable.append(harmless ? c : '?');
        }
        return text.length() > limit ? printable.append('…').toString() : printable.toString();
    }
}
