package net.xcauth.core.user;

import java.net.IDN;
import java.util.Locale;

/**
 * The names of XMPP domains, which have two spellings where they have umlauts: as people and XMPP servers write them (U-label,
 * {@code exämple.org}), and as DNS and mail servers do (A-label, {@code xn--exmple-cua.org}).
 */
public final class XmppDomains {
    private static final String A_LABEL = "xn--";
    /** Letters that the older standard for names (2003) turns into others, so that two domains would become one. */
    private static final String AMBIGUOUS = "\u00df\u1e9e\u03c2\u200c\u200d";

    private XmppDomains() {}

    /**
     * The one spelling by which domains are compared and stored: lower case, with umlauts.
     *
     * @param domain in any spelling; what is not a domain is only turned into lower case
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7622#section-3.2">RFC 7622: Domainpart</a>
     */
    public static String normal(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (isAscii(lower) && !lower.contains(A_LABEL) || isAmbiguous(lower)) {
            return lower;
        }
        String ascii = ascii(lower);
        // Without both directions, a made-up A-label could stand for another domain.
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
            return lower; // not a domain: there is nothing to convert
        }
    }

    /** True if a name has a letter of which DNS and mail servers may make another one, so that it would be another's name. */
    public static boolean isAmbiguous(String name) {
        return name.chars().anyMatch(letter -> AMBIGUOUS.indexOf(letter) >= 0);
    }

    /** True if a name is spelled in ASCII. */
    public static boolean isAscii(String name) {
        return name.chars().allMatch(letter -> letter < 0x80);
    }
}
