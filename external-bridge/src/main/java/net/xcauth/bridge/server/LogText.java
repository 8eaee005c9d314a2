package net.xcauth.bridge.server;

import net.xcauth.core.text.OneLine;
import net.xcauth.core.user.Accounts;

/** What strangers sent, fit for one log line. */
final class LogText {
    private static final int LONGEST = 256;

    private LogText() {}

    /** A user, each part without what could forge log lines; an {@code @} in the name is escaped (XEP-0106). */
    static String of(String user, String domain) {
        return of(user.indexOf('@') < 0 ? user : Accounts.userOf(user)) + '@' + of(domain);
    }

    /**
     * The text without what could forge log lines, and not too long. In quotes if it holds a colon or a quote, so that
     * it cannot pass for the outcome that follows.
     */
    static String of(String text) {
        boolean fits = text.length() <= LONGEST || text.codePointCount(0, text.length()) <= LONGEST;
        String shown = OneLine.of(fits ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + '…');
        boolean misleads = shown.indexOf(':') >= 0 || shown.indexOf('"') >= 0;
        return misleads ? '"' + shown.replace("\"", "\\\"") + '"' : shown;
    }
}
