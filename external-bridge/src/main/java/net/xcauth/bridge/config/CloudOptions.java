package net.xcauth.bridge.config;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.ApiKind;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.text.RefusedException;

/**
 * The settings of one cloud other than its address and secrets, from options, a line of the per-domain configuration,
 * or an entry of the database.
 *
 * @param servicePassword  the service account's app password; empty if there is none
 * @param administrator    true if the service account may be an administrator's
 * @param appPasswordsOnly true if login passwords are refused
 * @param allowHttp        true if passwords may travel over plain http
 */
public record CloudOptions(
        ApiKind api,
        Optional<String> servicePassword,
        boolean administrator,
        AccountName accountName,
        boolean appPasswordsOnly,
        boolean allowHttp) {
    /** The defaults. */
    public static final CloudOptions NONE =
            new CloudOptions(ApiKind.AUTO, Optional.empty(), false, AccountName.LOCAL, false, false);
    /** The options that may follow a domain's address, as {@code account-name=local@domain}. */
    private static final Set<Option> WORDS = EnumSet.of(
            Option.API,
            Option.SERVICE_PASSWORD,
            Option.SERVICE_PASSWORD_FILE,
            Option.SERVICE_ACCOUNT,
            Option.ACCOUNT_NAME,
            Option.PASSWORDS,
            Option.ALLOW_HTTP);

    private static final String AT_DOMAIN = "local@domain";
    private static final String APP_ONLY = "app-only";

    /**
     * Parses {@code key=value} words.
     *
     * @throws ConfigException if one cannot be used; the message names it, and never shows a password
     */
    static CloudOptions parse(List<String> words) throws ConfigException {
        CloudOptions options = NONE;
        for (String word : words) {
            String key = word.substring(0, Math.max(0, word.indexOf('=')));
            String value = word.substring(word.indexOf('=') + 1);
            Option option = Option.named(key)
                    .filter(WORDS::contains)
                    .orElseThrow(() -> new ConfigException(
                            "\"" + key + "\" is not a setting of a single domain; use one of " + names()));
            try {
                options = option == Option.SERVICE_PASSWORD_FILE
                        ? options.with(
                                Option.SERVICE_PASSWORD,
                                GivenSecret.oneLine(Values.path(value), "service password file"))
                        : options.with(option, value);
            } catch (RefusedException e) {
                throw new ConfigException(
                        key + (option.isSecret() ? "" : " \"" + value + '"') + " cannot be used: " + e.getMessage());
            }
        }
        return options;
    }

    private static String names() {
        return String.join(", ", WORDS.stream().map(Option::longName).toList());
    }

    /**
     * A copy with one more setting.
     *
     * @throws RefusedException if the value cannot be used; the message begins with "it" and does not repeat the value
     */
    CloudOptions with(Option key, String value) {
        return switch (key) {
            case API ->
                new CloudOptions(
                        ApiKind.labelled(value)
                                .orElseThrow(() -> new RefusedException("it must be auto, nextcloud or jsxc")),
                        servicePassword,
                        administrator,
                        accountName,
                        appPasswordsOnly,
                        allowHttp);
            case SERVICE_PASSWORD ->
                new CloudOptions(
                        api,
                        Optional.of(value.strip()).filter(text -> !text.isEmpty()),
                        administrator,
                        accountName,
                        appPasswordsOnly,
                        allowHttp);
            case SERVICE_ACCOUNT ->
                new CloudOptions(
                        api, servicePassword, oneOf(value, "admin", "plain"), accountName, appPasswordsOnly, allowHttp);
            case ACCOUNT_NAME ->
                new CloudOptions(
                        api,
                        servicePassword,
                        administrator,
                        oneOf(value, AT_DOMAIN, "local") ? AccountName.LOCAL_AT_DOMAIN : AccountName.LOCAL,
                        appPasswordsOnly,
                        allowHttp);
            case PASSWORDS ->
                new CloudOptions(
                        api, servicePassword, administrator, accountName, oneOf(value, APP_ONLY, "any"), allowHttp);
            case ALLOW_HTTP ->
                new CloudOptions(
                        api,
                        servicePassword,
                        administrator,
                        accountName,
                        appPasswordsOnly,
                        oneOf(value, "true", "false"));
            default -> throw new RefusedException("it is not a setting of a cloud");
        };
    }

    /** @throws RefusedException if the value is neither */
    static boolean oneOf(String value, String yes, String no) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        if (!word.equals(yes) && !word.equals(no)) {
            throw new RefusedException("it must be " + no + " or " + yes);
        }
        return word.equals(yes);
    }

    /**
     * The settings of a domain in the database, without a service password that was entered for a different host.
     *
     * @throws RefusedException if another program has stored a value that cannot be used
     */
    static CloudOptions of(StoredDomain domain, URI url) {
        StoredDomain.Nextcloud stored = domain.nextcloud();
        CloudOptions options = NONE.withUnlessEmpty(Option.API, stored.api())
                .withUnlessEmpty(Option.ACCOUNT_NAME, stored.accountName())
                .withUnlessEmpty(Option.PASSWORDS, stored.passwords());
        return isStale(domain, url)
                ? options
                : options.withUnlessEmpty(Option.SERVICE_PASSWORD, stored.servicePassword())
                        .withUnlessEmpty(Option.SERVICE_ACCOUNT, stored.serviceAccount());
    }

    /** True if the service password of a domain in the database was entered for a different host. */
    static boolean isStale(StoredDomain domain, URI url) {
        StoredDomain.Nextcloud stored = domain.nextcloud();
        return !stored.servicePassword().isEmpty()
                && (stored.serviceUrl().isEmpty()
                        || !ServiceAccount.origin(Values.uri(stored.serviceUrl()))
                                .equals(ServiceAccount.origin(url)));
    }

    /** In the form of the database, with the service password marked as entered for this address. */
    public StoredDomain.Nextcloud stored(String url) {
        return new StoredDomain.Nextcloud(
                api == ApiKind.AUTO ? "" : api.label(),
                servicePassword.orElse(""),
                servicePassword.isPresent() ? url : "",
                administrator ? "admin" : "",
                accountName == AccountName.LOCAL_AT_DOMAIN ? AT_DOMAIN : "",
                appPasswordsOnly ? APP_ONLY : "");
    }

    private CloudOptions withUnlessEmpty(Option key, String value) {
        try {
            return value.isEmpty() ? this : with(key, value);
        } catch (RefusedException e) {
            throw new RefusedException(key.longName() + " cannot be used: " + e.getMessage());
        }
    }

    /** True if the cloud at this address is queried through Nextcloud's own API. */
    public boolean isNextcloud(URI url) {
        return api.at(url) == ApiKind.NEXTCLOUD;
    }

    /**
     * The cloud at this address.
     *
     * @param secrets may be empty
     * @throws RefusedException if the settings contradict each other; the message has the remedy
     */
    Endpoint endpoint(URI url, List<ApiSecret> secrets, String authenticationDomain) {
        if (isNextcloud(url)) {
            requireBaseAddress(url);
            Endpoint.Nextcloud cloud = new Endpoint.Nextcloud(
                    url,
                    servicePassword.map(password -> ServiceAccount.enteredFor(url, password, administrator)),
                    accountName,
                    appPasswordsOnly,
                    allowHttp,
                    secrets);
            if (administrator && servicePassword.isEmpty()) {
                throw new RefusedException("service-account is admin, but there is no service-password: set it, or "
                        + "leave service-account out");
            }
            if (!allowHttp && cloud.isPlainElsewhere()) {
                throw new RefusedException(
                        "passwords would travel to " + WebAddress.of(url).bracketed() + " unencrypted: use an "
                                + "address that begins with https://, or set allow-http if you trust the network in "
                                + "between");
            }
            return cloud;
        }
        requireNothingOfNextcloud();
        return new Endpoint.Jsxc(url, secrets, authenticationDomain);
    }

    private void requireBaseAddress(URI url) {
        if (api == ApiKind.AUTO && url.getRawPath() != null && url.getRawPath().contains("/ojsxc")) {
            throw new RefusedException(
                    "it is an address of the JSXC app, but does not end in externalApi.php: copy the "
                            + "API address from the cloud's JSXC settings, or use Nextcloud's base address, such as "
                            + "https://"
                            + WebAddress.of(url).bracketed() + '/');
        }
    }

    /** Settings that protect users with the other API must not be ignored silently. */
    private void requireNothingOfNextcloud() {
        String surplus = servicePassword.isPresent()
                ? "service-password"
                : administrator
                        ? "service-account"
                        : accountName == AccountName.LOCAL_AT_DOMAIN
                                ? "account-name"
                                : appPasswordsOnly ? "passwords=" + APP_ONLY : "";
        if (!surplus.isEmpty()) {
            throw new RefusedException(surplus + " has no effect with the JSXC API: remove it, or set url to "
                    + "Nextcloud's base address, such as https://cloud.example.org/");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "CloudOptions(" + api + ", " + accountName
                + (servicePassword.isPresent() ? ", service password hidden)" : ")");
    }
}
