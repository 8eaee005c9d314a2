package net.xcauth.core.user;

import java.util.Locale;
import java.util.Optional;

/** Maps XMPP users to cloud accounts and back. */
public final class Accounts {
    private static final String ESCAPED = " \"&'/:<>@\\";
    private static final int ESCAPE_LENGTH = 3;

    private Accounts() {}

    /**
     * Unescapes an XMPP local part: XMPP servers escape spaces and some other characters of account names.
     *
     * @param user XMPP local part, escaped or not; unambiguous, because account names contain no backslash
     * @return the account, in the given case
     * @see <a href="https://xmpp.org/extensions/xep-0106.html">XEP-0106: JID Escaping</a>
     */
    public static String accountOf(String user) {
        if (user.indexOf('\\') < 0) {
            return user;
        }
        StringBuilder account = new StringBuilder(user.length());
        int i = 0;
        while (i < user.length()) {
            int plain = escapedAt(user, i);
            if (plain < 0) {
                account.append(user.charAt(i++));
            } else {
                account.append((char) plain);
                i += ESCAPE_LENGTH;
            }
        }
        return account.toString();
    }

    /**
     * Escapes the name of a cloud account as an XMPP local part: the reverse of {@link #accountOf}.
     *
     * @param account the cloud account's name
     * @see <a href="https://xmpp.org/extensions/xep-0106.html">XEP-0106: JID Escaping</a>
     */
    public static String userOf(String account) {
        int first = 0;
        while (first < account.length() && !mustEscape(account, first)) {
            first++;
        }
        if (first == account.length()) {
            return account;
        }
        StringBuilder user = new StringBuilder(account.length() + ESCAPE_LENGTH).append(account, 0, first);
        for (int i = first; i < account.length(); i++) {
            char character = account.charAt(i);
            if (mustEscape(account, i)) {
                user.append('\\').append(Integer.toHexString(character));
            } else {
                user.append(character);
            }
        }
        return user.toString();
    }

    private static boolean mustEscape(String account, int at) {
        char character = account.charAt(at);
        return character == '\\' ? escapedAt(account, at) >= 0 : ESCAPED.indexOf(character) >= 0;
    }

    /**
     * The XMPP local part of an account in an XMPP domain: in lower case, escaped, and without the domain if the
     * account is {@code local@domain}, because the cloud looks up {@code alice@example.org} for {@code alice} in
     * {@code example.org}.
     *
     * @param account              the cloud account's name, in any case
     * @param authenticationDomain the domain that the cloud is sent; may be empty
     * @return empty if no local part is possible: the name is empty, or has a space at its beginning or end
     */
    public static Optional<String> userOf(String account, String authenticationDomain) {
        String local = account.toLowerCase(Locale.ROOT);
        String end = '@' + authenticationDomain.toLowerCase(Locale.ROOT);
        if (end.length() > 1 && local.endsWith(end)) {
            local = local.substring(0, local.length() - end.length());
        }
        boolean possible = !local.isEmpty() && local.charAt(0) != ' ' && local.charAt(local.length() - 1) != ' ';
        return possible ? Optional.of(userOf(local)) : Optional.empty();
    }

    /**
     * True if the account in the cloud's answer is the requested one, as such or as {@code account@domain}, which the
     * cloud looks up first. Only ASCII letters match in either case: Java would also match the Kelvin sign with a k.
     *
     * @param answered             the account that the cloud's answer names
     * @param requested            the account that the cloud was queried about
     * @param authenticationDomain the domain that the cloud was sent; may be empty
     */
    public static boolean isSame(String answered, String requested, String authenticationDomain) {
        String folded = asciiLowerCase(answered);
        String account = asciiLowerCase(requested);
        return folded.equals(account)
                || !authenticationDomain.isEmpty()
                        && folded.equals(account + '@' + asciiLowerCase(authenticationDomain));
    }

    /** Converts A to Z to lower case and leaves all other letters unchanged. */
    public static String asciiLowerCase(String text) {
        int first = 0;
        while (first < text.length() && !isAsciiUpperCase(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        char[] folded = text.toCharArray();
        for (int i = first; i < folded.length; i++) {
            if (isAsciiUpperCase(folded[i])) {
                folded[i] = (char) (folded[i] + ('a' - 'A'));
            }
        }
        return new String(folded);
    }

    private static boolean isAsciiUpperCase(char letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    private static int escapedAt(String user, int at) {
        if (user.charAt(at) != '\\' || at + ESCAPE_LENGTH > user.length()) {
            return -1;
        }
        int high = Character.digit(user.charAt(at + 1), 16);
        int low = Character.digit(user.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
            return -1;
        }
        int code = high * 16 + low;
        return ESCAPED.indexOf(code) >= 0 ? code : -1;
    }
}
