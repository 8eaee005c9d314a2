package net.xcauth.core.user;

import java.net.IDN;
import java.util.Locale;

/**
 * Converts between the two spellings of internationalized XMPP domains: that of people and XMPP servers (U-label,
 * {@code exämple.org}), and that of DNS and mail servers (A-label, {@code xn--exmple-cua.org}).
 */
public final class XmppDomains {
    private static final String A_LABEL = "xn--";
    /** Letters that the older standard (IDNA 2003) converts to others, so that two domains would become one. */
    private static final String AMBIGUOUS = "\u00df\u1e9e\u03c2\u200c\u200d";

    private XmppDomains() {}

    /**
     * The canonical spelling, by which domains are compared and stored: lower case, U-labels.
     *
     * @param domain in any spelling; an invalid domain is only converted to lower case
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7622#section-3.2">RFC 7622: Domainpart</a>
     */
    public static String normal(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (isAscii(lower) && !lower.contains(A_LABEL) || isAmbiguous(lower)) {
            return lower;
        }
        String ascii = ascii(lower);
        // Checked in both directions, because a made-up A-label could otherwise stand for another domain.
        String unicode = IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        return ascii(unicode).equals(ascii) ? unicode : lower;
    }

    /** The spelling in ASCII, lower case. */
    public static String ascii(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (isAscii(lower)) {
            return lower;
        }
        try {
            return IDN.toASCII(lower, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return lower; // not a valid domain
        }
    }

    /** True if a name has a letter that DNS or mail servers may convert to another one, making it another name. */
    public static boolean isAmbiguous(String name) {
        return name.chars().anyMatch(letter -> AMBIGUOUS.indexOf(letter) >= 0);
    }

    /** True if a name contains only ASCII characters. */
    public static boolean isAscii(String name) {
        return name.chars().allMatch(character -> character < 0x80);
    }
}
