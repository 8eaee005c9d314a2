package net.xcauth.core.cache;

import java.util.Locale;

/**
 * Whose answers these are. The cloud matches accounts without regard to case, so one person has one key.
 *
 * @param account the cloud account, lower case
 * @param domain  the XMPP domain, lower case; may be empty
 */
public record UserKey(String account, String domain) {
    public UserKey {
        account = account.toLowerCase(Locale.ROOT);
        domain = domain.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return account + '@' + domain;
    }
}
