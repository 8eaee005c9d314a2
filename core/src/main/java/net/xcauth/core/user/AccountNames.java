package net.xcauth.core.user;

import java.util.Objects;
import java.util.Optional;

/**
 * The rule that says which account of a cloud a user of one XMPP domain is, and the other way round.
 *
 * @param domain   what accounts' names may end in, after an {@code @}; empty if no name's end is left out
 * @param required true if only accounts whose names end in it are users of the domain; false if the cloud finds a user's account
 *                 with or without it
 */
public record AccountNames(String domain, boolean required) {

    /** Each account's name is the user's. */
    public static final AccountNames LOCAL = new AccountNames("", false);

    public AccountNames {
        Objects.requireNonNull(domain, "domain");
    }

    /** Each account's name ends in the XMPP domain, written in ASCII. */
    public static AccountNames inDomain(String xmppDomain) {
        return new AccountNames(XmppDomains.ascii(xmppDomain), true);
    }

    /**
     * The account to ask the cloud about.
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
     * @return empty for an account that no user of the XMPP domain stands for
     */
    public Optional<String> userOf(String account) {
        return required && !Accounts.asciiLowerCase(account).endsWith('@' + domain)
                ? Optional.empty()
                : Accounts.userOf(account, domain);
    }
}
