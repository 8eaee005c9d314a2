package net.xcauth.core.store;

import java.util.Objects;
import net.xcauth.core.user.XmppDomains;

/**
 * The cloud of one XMPP domain in the database.
 *
 * @param domain               XMPP domain, in the spelling of {@link XmppDomains#normal}
 * @param secret               API secret
 * @param url                  API address; not validated, since other programs write it, too
 * @param authenticationDomain the domain in requests to the JSXC API; may be empty
 * @param contact              the administrator's note; may be empty
 * @param nextcloud            settings for Nextcloud's own API
 */
public record StoredDomain(
        String domain, String secret, String url, String authenticationDomain, String contact, Nextcloud nextcloud) {

    /**
     * Settings for Nextcloud's own API only. Each has the value of the option of the same name, or is empty.
     *
     * @param api             the kind of cloud
     * @param servicePassword the service account's app password
     * @param serviceUrl      the address that the app password was entered for
     * @param serviceAccount  the permitted rights of the service account
     * @param accountName     the rule that maps users to accounts
     * @param passwords       the accepted kinds of passwords
     */
    public record Nextcloud(
            String api,
            String servicePassword,
            String serviceUrl,
            String serviceAccount,
            String accountName,
            String passwords) {
        /** No settings. */
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

    /** A domain without settings for Nextcloud's own API. */
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

    /** A copy with another API secret. */
    public StoredDomain withSecret(String other) {
        return new StoredDomain(domain, other, url, authenticationDomain, contact, nextcloud);
    }

    /** A copy with another note. */
    public StoredDomain withContact(String other) {
        return new StoredDomain(domain, secret, url, authenticationDomain, other, nextcloud);
    }

    /** A copy with another app password of the service account, which was entered for this address. */
    public StoredDomain withServicePassword(String password, String address) {
        Nextcloud settings = new Nextcloud(
                nextcloud.api, password, address, nextcloud.serviceAccount, nextcloud.accountName, nextcloud.passwords);
        return new StoredDomain(domain, secret, url, authenticationDomain, contact, settings);
    }

    @Override
    public String toString() {
        return "StoredDomain(" + domain + " at " + url + ')';
    }
}
