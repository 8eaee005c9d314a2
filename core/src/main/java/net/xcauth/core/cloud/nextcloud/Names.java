package net.xcauth.core.cloud.nextcloud;

import java.util.regex.Pattern;

/** Validates account names, and makes display names safe to show. */
final class Names {
    private static final Pattern POSSIBLE =
            Pattern.compile("[A-Za-z0-9_.@'-](?:[A-Za-z0-9 _.@'-]{0,62}[A-Za-z0-9_.@'-])?");
    private static final int LONGEST = 64;
    private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Z}]+");
    /** Control and format characters, which can be invisible or change text direction; not the joiners of emoji. */
    private static final Pattern DANGEROUS = Pattern.compile("[\\p{Cc}\\p{Cs}[\\p{Cf}&&[^\\u200c\\u200d]]]");

    private Names() {}

    /**
     * True if an account can have this name: 1 to 64 ASCII letters, digits and {@code space _ . @ ' -}, not starting or
     * ending with a space, and neither {@code .} nor {@code ..}. Other names are not sent to the cloud: LDAP treats
     * {@code hanſ} and {@code hans } as {@code hans}, which XMPP does not.
     */
    static boolean possible(String account) {
        return POSSIBLE.matcher(account).matches() && !account.equals(".") && !account.equals("..");
    }

    /** The reason why a name is not possible. */
    static String fault(String account) {
        return "no account can have this name: it "
                + (account.length() > LONGEST
                        ? "has more than " + LONGEST + " characters"
                        : account.startsWith(" ") || account.endsWith(" ")
                                ? "begins or ends with a space"
                                : account.equals(".") || account.equals("..")
                                        ? "consists of dots"
                                        : "has a character other than A to Z, a to z, 0 to 9, space and _ . @ ' -");
    }

    /** A display name on one line, without control and bidirectional characters; may be empty. */
    static String cleaned(String displayName) {
        String line = BREAKS.matcher(displayName).replaceAll(" ");
        return DANGEROUS.matcher(line).replaceAll("").strip();
    }
}
