package net.xcauth.bridge.server;

import net.xcauth.core.text.OneLine;
import net.xcauth.core.user.Accounts;

/** Makes untrusted text safe for one log line. */
final class LogText {
    private static final int LONGEST = 256;

    private LogText() {}

    /** {@code USER@DOMAIN}, each part as {@link #of(String)}; an {@code @} in the user is escaped (XEP-0106). */
    static String of(String user, String domain) {
        return of(user.indexOf('@') < 0 ? user : Accounts.userOf(user)) + '@' + of(domain);
    }

    /**
     * The text on one line, cut at {@value #LONGEST} characters. In quotes if it contains a colon or a quote, so that
     * it cannot be mistaken for the outcome that follows it.
     */
    static String of(String text) {
        boolean fits = text.length() <= LONGEST || text.codePointCount(0, text.length()) <= LONGEST;
        String line = OneLine.of(fits ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + '…');
        boolean ambiguous = line.indexOf(':') >= 0 || line.indexOf('"') >= 0;
        return ambiguous ? '"' + line.replace("\"", "\\\"") + '"' : line;
    }
}
