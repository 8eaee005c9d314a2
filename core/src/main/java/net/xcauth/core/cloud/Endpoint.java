package net.xcauth.core.cloud;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import net.xcauth.core.crypto.Sha256;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.user.AccountNames;

/** One cloud: its address and the credentials to query it. */
public sealed interface Endpoint {

    /** The cloud's address, http or https. */
    URI url();

    /** The API secrets for verifying time-limited tokens; may be empty. */
    List<ApiSecret> secrets();

    /** A hash that identifies the address. How a cloud treats this machine does not depend on the XMPP domain. */
    default String addressHash() {
        return Sha256.hex(place(url()));
    }

    /** The rule that maps users of this XMPP domain to accounts. */
    AccountNames names(String xmppDomain);

    /**
     * A hash that identifies this cloud: its kind, its address and the names of its accounts. Credentials make no
     * difference, nor does case where it is insignificant.
     */
    String fingerprint();

    /**
     * The external API of a cloud with the JSXC app.
     *
     * @param url                  the API's address
     * @param secrets              at least one, several while the secret is being changed; requests are signed with the
     *                             first until the cloud refuses it and accepts another; all verify tokens
     * @param authenticationDomain the value of the request's {@code domain} field; may be empty
     */
    record Jsxc(URI url, List<ApiSecret> secrets, String authenticationDomain) implements Endpoint {

        /** @throws RefusedException if the address is not an absolute http or https one, or no secret is given */
        public Jsxc {
            Objects.requireNonNull(authenticationDomain, "authenticationDomain");
            secrets = List.copyOf(secrets);
            url = WebAddress.parse(url.toString());
            if (secrets.isEmpty()) {
                throw Refused.SECRET_MISSING.exception(WebAddress.of(url).host());
            }
        }

        /** The first secret, which signs requests until the cloud accepts another. */
        public ApiSecret signingSecret() {
            return secrets.get(0);
        }

        @Override
        public AccountNames names(String xmppDomain) {
            return new AccountNames(authenticationDomain, false);
        }

        @Override
        public String fingerprint() {
            return Sha256.hex(
                    place(url) + '?' + url.getRawQuery() + ' ' + authenticationDomain.toLowerCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return "Endpoint(" + url + ", domain '" + authenticationDomain + "', " + secrets.size() + " secret(s))";
        }
    }

    /**
     * A Nextcloud's own API.
     *
     * @param base             the cloud's address, which ends in a slash: {@code https://cloud.example.org/nextcloud/}
     * @param serviceAccount   queries accounts and groups; without one, only public information is available
     * @param accountName      the rule for accounts' names
     * @param appPasswordsOnly true if login passwords are never sent
     * @param allowHttp        true if passwords may be sent over plain http to another machine
     * @param secrets          secrets of the JSXC app, if it issues time-limited tokens; may be empty
     */
    record Nextcloud(
            URI base,
            Optional<ServiceAccount> serviceAccount,
            AccountName accountName,
            boolean appPasswordsOnly,
            boolean allowHttp,
            List<ApiSecret> secrets)
            implements Endpoint {

        /**
         * Removes {@code index.php} and anything after it, as copied from a browser.
         *
         * @throws RefusedException if the address is not an absolute http or https one, or has a query or a fragment,
         *                          or if the service account's password was entered for another host
         */
        public Nextcloud {
            secrets = List.copyOf(secrets);
            base = withoutScript(WebAddress.parse(base.toString()));
            if (serviceAccount.isPresent() && !serviceAccount.get().isFor(base)) {
                throw Refused.SERVICE_ACCOUNT_ELSEWHERE.exception(
                        serviceAccount.get().origin(), ServiceAccount.origin(base));
            }
            Objects.requireNonNull(accountName, "accountName");
        }

        @Override
        public URI url() {
            return base;
        }

        @Override
        public AccountNames names(String xmppDomain) {
            return accountName == AccountName.LOCAL ? AccountNames.LOCAL : AccountNames.inDomain(xmppDomain);
        }

        /**
         * True if the address is plain http and not a loopback name or literal address of this machine; what other
         * names resolve to may change.
         */
        public boolean isPlainElsewhere() {
            WebAddress address = WebAddress.of(base);
            return !address.encrypted() && !address.isThisMachine();
        }

        @Override
        public String fingerprint() {
            return Sha256.hex("nextcloud " + place(base) + ' ' + accountName);
        }

        @Override
        public String toString() {
            return "Endpoint(" + base + ", Nextcloud, account names " + accountName + ", "
                    + (serviceAccount.isPresent() ? "a" : "no") + " service account, " + secrets.size() + " secret(s))";
        }

        private static URI withoutScript(URI address) {
            String text = address.toString();
            int script = address.getRawPath() == null ? -1 : (address.getRawPath() + '/').indexOf("/index.php/");
            if (script >= 0) {
                int path = text.indexOf(address.getRawPath(), text.indexOf("//") + 2);
                return URI.create(text.substring(0, path + script + 1));
            }
            if (address.getRawQuery() != null || address.getRawFragment() != null) {
                throw Refused.URL_QUERY.exception();
            }
            return text.endsWith("/") ? address : URI.create(text + '/');
        }
    }

    private static String place(URI url) {
        return url.getScheme().toLowerCase(Locale.ROOT) + "://"
                + url.getRawAuthority().toLowerCase(Locale.ROOT) + url.getRawPath();
    }
}
