package net.xcauth.core.user;

import java.util.Locale;
import java.util.Optional;

/** Which cloud account an XMPP user is, and the other way round. */
public final class Accounts {
    private static final String ESCAPED = " \"&'/:<>@\\";
    private static final int ESCAPE_LENGTH = 3;

    private Accounts() {}

    /**
     * The cloud account that an XMPP server's user name stands for: the name with its escapes undone, since XMPP
     * local parts cannot hold spaces and some signs that account names may contain.
     *
     * @param user XMPP local part, escaped or not; no account name contains a backslash, so nothing is ambiguous
     * @return the account, in the case that was given
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
     * The XMPP local part that stands for a cloud account: what {@link #accountOf} undoes.
     *
     * @param account the cloud account's name
     * @see <a href="https://xmpp.org/extensions/xep-0106.html">XEP-0106: JID Escaping</a>
     */
    public static String userOf(String account) {
        StringBuilder user = null;
        for (int i = 0; i < account.length(); i++) {
            char sign = account.charAt(i);
            boolean escaped = sign == '\\' ? escapedAt(account, i) >= 0 : ESCAPED.indexOf(sign) >= 0;
            if (escaped && user == null) {
                user = new StringBuilder(account.length() + ESCAPE_LENGTH).append(account, 0, i);
            }
            if (escaped) {
                user.append('\\').append(Integer.toHexString(sign));
            } else if (user != null) {
                user.append(sign);
            }
        }
        return user == null ? account : user.toString();
    }

    /**
     * The XMPP local part of an account in an XMPP domain: lower case, escaped, and without the domain where the
     * account is {@code local@domain}, since the cloud looks for {@code alice@example.org} when it is asked for
     * {@code alice} in {@code example.org}.
     *
     * @param account              the cloud account's name, in any case
     * @param authenticationDomain what the cloud is told as the domain; may be empty
     * @return empty for an account that no local part can stand for: nothing, or with a space at an end
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
     * True if the cloud's name of an account is the one that was asked about, itself or as {@code account@domain}, which the
     * cloud looks for first. Only ASCII letters match in either case: Java would also take the Kelvin sign for a k.
     *
     * @param answered             the account that the cloud's answer names
     * @param asked                the account that the cloud was asked about
     * @param authenticationDomain what the cloud was told as the domain; may be empty
     */
    public static boolean isSame(String answered, String asked, String authenticationDomain) {
        String folded = asciiLowerCase(answered);
        String account = asciiLowerCase(asked);
        return folded.equals(account)
                || !authenticationDomain.isEmpty()
                        && folded.equals(account + '@' + asciiLowerCase(authenticationDomain));
    }

    /** The same with A to Z in lower case, and all other letters as they are. */
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
