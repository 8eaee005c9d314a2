package net.xcauth.core.store;

import java.util.Objects;
import net.xcauth.core.user.XmppDomains;

/**
 * The cloud of one XMPP domain, as the database keeps it.
 *
 * @param domain               XMPP domain, in the spelling of {@link XmppDomains#normal}
 * @param secret               API secret
 * @param url                  API address; what is stored is not checked, since other programs write it too
 * @param authenticationDomain what the cloud is asked for; may be empty
 * @param contact              a note of the administrator's; may be empty
 * @param nextcloud            what Nextcloud's own API needs
 */
public record StoredDomain(
        String domain, String secret, String url, String authenticationDomain, String contact, Nextcloud nextcloud) {

    /**
     * The settings that only Nextcloud's own API needs. Each has the value of the option of the same name, or is empty.
     *
     * @param api             the kind of cloud
     * @param servicePassword the service account's app password
     * @param serviceUrl      the address that the app password was entered for
     * @param serviceAccount  what is said of the service account's rights
     * @param accountName     the rule that says which account a user is
     * @param passwords       the kinds of passwords that are accepted
     */
    public record Nextcloud(
            String api,
            String servicePassword,
            String serviceUrl,
            String serviceAccount,
            String accountName,
            String passwords) {
        /** Nothing of all that is given. */
        public static final Nextcloud NOTHING = new Nextcloud("", "", "", "", "", "");

        public Nextcloud {
            Objects.requireNonNull(api, "api");
            Objects.requireNonNull(servicePassword, "servicePassword");
            Objects.requireNonNull(serviceUrl, "serviceUrl");
            Objects.requireNonNull(serviceAccount, "serviceAccount");
            Objects.requireNonNull(accountName, "accountName");
            Objects.requireNonNull(passwords, "passwords");
        }

        @Override
        public String toString() {
            return "Nextcloud(" + api + ", " + (servicePassword.isEmpty() ? "no" : "a") + " service account)";
        }
    }

    /** One without anything that only Nextcloud's own API needs. */
    public StoredDomain(String domain, String secret, String url, String authenticationDomain, String contact) {
        this(domain, secret, url, authenticationDomain, contact, Nextcloud.NOTHING);
    }

    public StoredDomain {
        domain = XmppDomains.normal(domain);
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
