package net.xcauth.core.user;

/**
 * Identifies a user in caches and in the database. The cloud ignores the case of account names, so each user has a
 * single key. Only ASCII letters match in either case, as in {@link Accounts#isSame}: the state of one account must
 * never apply to another.
 *
 * @param account the cloud account, its ASCII letters in lower case
 * @param domain  the XMPP domain in the spelling of {@link XmppDomains#normal}; may be empty
 */
public record UserKey(String account, String domain) {
    public UserKey {
        account = Accounts.asciiLowerCase(account);
        domain = XmppDomains.normal(domain);
    }

    /**
     * The user that a bare JID identifies.
     *
     * @param jid {@code local@domain}, escaped (XEP-0106) or not; without an {@code @}, all of it is the local part
     */
    public static UserKey ofJid(String jid) {
        int at = jid.lastIndexOf('@');
        return at < 0
                ? new UserKey(Accounts.accountOf(jid), "")
                : new UserKey(Accounts.accountOf(jid.substring(0, at)), jid.substring(at + 1));
    }

    /** The local part of the JID, escaped (XEP-0106). */
    public String local() {
        return Accounts.userOf(account);
    }

    /** The bare JID, its local part escaped (XEP-0106), as an XMPP server writes it. */
    public String jid() {
        return local() + '@' + domain;
    }

    /** For people: the bare JID, with its local part escaped only if it contains another {@code @}. */
    @Override
    public String toString() {
        return shown(account, domain);
    }

    /**
     * A user as shown in logs.
     *
     * @param user XMPP local part or account, escaped (XEP-0106) or not
     */
    public static String shown(String user, String domain) {
        return (user.indexOf('@') < 0 ? user : Accounts.userOf(user)) + '@' + domain;
    }
}
