package net.xcauth.core.store;

import java.util.Locale;
import java.util.Objects;

/**
 * The cloud of one XMPP domain, as the database keeps it.
 *
 * @param domain               XMPP domain, lower case
 * @param secret               API secret
 * @param url                  API address; what is stored is not checked, since other programs write it too
 * @param authenticationDomain what the cloud is asked for; may be empty
 * @param contact              a note of the administrator's; may be empty
 */
public record StoredDomain(String domain, String secret, String url, String authenticationDomain, String contact) {
    public StoredDomain {
        domain = domain.toLowerCase(Locale.ROOT);
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(authenticationDomain, "authenticationDomain");
        Objects.requireNonNull(contact, "contact");
    }

    @Override
    public String toString() {
        return "StoredDomain(" + domain + " at " + url + ')';
    }
}
