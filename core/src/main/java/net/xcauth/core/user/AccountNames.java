package net.xcauth.core.user;

import java.util.Objects;
import java.util.Optional;

/**
 * The rule that maps the users of an XMPP domain to a cloud's accounts and back.
 *
 * @param domain   the suffix that account names may have after an {@code @}; empty if no suffix is removed
 * @param required true if only accounts with this suffix are users of the domain; false if the cloud finds a user's
 *                 account with or without it
 */
public record AccountNames(String domain, boolean required) {

    /** Account names equal user names. */
    public static final AccountNames LOCAL = new AccountNames("", false);

    public AccountNames {
        Objects.requireNonNull(domain, "domain");
    }

    /** Account names end in the XMPP domain, written in ASCII. */
    public static AccountNames inDomain(String xmppDomain) {
        return new AccountNames(XmppDomains.ascii(xmppDomain), true);
    }

    /**
     * The account name to query the cloud for.
     *
     * @param user XMPP local part or account, escaped (XEP-0106) or not
     */
    public String accountOf(String user) {
        String account = Accounts.accountOf(user);
        return required ? account + '@' + domain : account;
    }

    /**
     * The XMPP local part of an account: lower case and escaped.
     *
     * @param account the cloud account's name, in any case
     * @return empty if the account is not a user of the XMPP domain
     */
    public Optional<String> userOf(String account) {
        return required && !Accounts.asciiLowerCase(account).endsWith('@' + domain)
                ? Optional.empty()
                : Accounts.userOf(account, domain);
    }
}
