package net.xcauth.core.cloud;

/** Makes text from elsewhere fit for a log line. */
public final class Printable {

    private Printable() {}

    /** The text with control and format characters replaced, cut to so many characters. */
    public static String of(String text, int most) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), most) + 1);
        for (int i = 0; i < text.length() && i < most; i++) {
            char c = text.charAt(i);
            boolean harmless = !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && c != '\u2028'
                    && c != '\u2029';
            printable.append(harmless ? c : '?');
        }
        return text.length() > most ? printable.append('…').toString() : printable.toString();
    }
}
