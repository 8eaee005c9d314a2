package net.xcauth.openfire.provider;

import java.util.Locale;
import java.util.Optional;
import net.xcauth.core.user.Accounts;
import net.xcauth.core.user.XmppDomains;
import org.xmpp.packet.JID;

/** Normalizes user names as Openfire and clients pass them. */
public final class Usernames {
    private Usernames() {}

    /**
     * The canonical spelling of a user name: prepared (nodeprep, RFC 6122) and escaped (XEP-0106).
     *
     * @param username with or without {@code @domain}, escaped or not, in any case
     * @param domain   the XMPP domain
     * @return empty if it cannot be a user of this domain
     */
    public static Optional<String> canonical(String username, String domain) {
        String name = username.strip();
        int at = name.lastIndexOf('@');
        if (at >= 0) {
            if (!XmppDomains.normal(name.substring(at + 1)).equals(XmppDomains.normal(domain))) {
                return Optional.empty();
            }
            name = name.substring(0, at);
        }
        Optional<String> prepared = prepared(name);
        return prepared.isPresent()
                ? prepared
                : prepared(Accounts.userOf(name.strip().toLowerCase(Locale.ROOT)));
    }

    /** Prepares a local part; empty if it cannot be one. */
    public static Optional<String> prepared(String local) {
        try {
            String node = JID.nodeprep(local);
            return node == null || node.isEmpty() ? Optional.empty() : Optional.of(node);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
