package net.xcauth.bridge.config;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.store.StoredDomain;
import net.xcauth.core.text.RefusedException;

/**
 * The text form of a domain's entry: {@code secret\turl\tauthdomain[ key=value …][\tanything]}. While the secret is
 * being changed, there may be several, separated by white space other than a tab; for Nextcloud's own API there may be
 * none. The service password is never part of it.
 */
public final class DomainEntry {
    private static final String TAB = "\t";
    private static final int FEWEST_FIELDS = 2;
    private static final int MOST_FIELDS = 4;

    private DomainEntry() {}

    /**
     * Parses an entry.
     *
     * @throws ConfigException if a part is missing or cannot be used; the message never contains the secret
     */
    public static StoredDomain parse(String domain, String entry) throws ConfigException {
        String[] fields = entry.split(TAB, MOST_FIELDS);
        if (domain.isBlank() || fields.length < FEWEST_FIELDS) {
            throw new ConfigException("the entry of the domain \"" + domain + "\" has " + fields.length + " fields; "
                    + "write secret, url, authentication domain with settings, and optionally a note, "
                    + "separated by tabs");
        }
        List<String> words =
                Arrays.asList((fields.length > 2 ? fields[2] : domain).strip().split(" +"));
        StoredDomain parsed = new StoredDomain(
                domain.strip(),
                fields[0].equals(EndpointsLoader.NO_SECRET) ? "" : fields[0],
                fields[1],
                String.join(
                        " ",
                        words.stream().filter(word -> word.indexOf('=') < 0).toList()),
                fields.length > 3 ? fields[3] : "",
                options(domain, words).stored(fields[1]));
        endpoint(parsed, true);
        return parsed;
    }

    private static CloudOptions options(String domain, List<String> words) throws ConfigException {
        List<String> settings =
                words.stream().filter(word -> word.indexOf('=') >= 0).toList();
        if (settings.stream()
                .anyMatch(word -> word.startsWith(Option.SERVICE_PASSWORD.longName())
                        || word.startsWith(Option.ALLOW_HTTP.longName()))) {
            throw new ConfigException(
                    "the entry of the domain \"" + domain + "\" has a setting that does not belong there: enter "
                            + "the service password with xcauth domain add, and give allow-http as an option");
        }
        try {
            return CloudOptions.parse(settings);
        } catch (ConfigException e) {
            throw new ConfigException("the entry of the domain \"" + domain + "\": " + e.getMessage());
        }
    }

    /** Formats an entry as {@link #parse} reads it. */
    public static String text(StoredDomain domain) {
        String settings = settings(domain);
        return String.join(
                        TAB,
                        domain.secret(),
                        domain.url(),
                        (domain.authenticationDomain() + (settings.isEmpty() ? "" : ' ' + settings)).strip())
                + (domain.contact().isEmpty() ? "" : TAB + domain.contact());
    }

    /** The settings of the domain's cloud as stored: {@code key=value} words separated by spaces. */
    public static String settings(StoredDomain domain) {
        StoredDomain.Nextcloud stored = domain.nextcloud();
        return String.join(
                " ",
                List.of(
                                Option.API.longName() + '=' + stored.api(),
                                Option.SERVICE_ACCOUNT.longName() + '=' + stored.serviceAccount(),
                                Option.ACCOUNT_NAME.longName() + '=' + stored.accountName(),
                                Option.PASSWORDS.longName() + '=' + stored.passwords())
                        .stream()
                        .filter(word -> !word.endsWith("="))
                        .toList());
    }

    /** True if the service password of the domain is not sent, since it was entered for a different host. */
    public static boolean isServicePasswordStale(StoredDomain domain) {
        return CloudOptions.isStale(domain, Values.uri(domain.url()));
    }

    /** True if the domain's cloud is queried through Nextcloud's own API. */
    public static boolean isNextcloud(StoredDomain domain) {
        return CloudOptions.of(domain, Values.uri(domain.url())).isNextcloud(Values.uri(domain.url()));
    }

    /**
     * The cloud of an entry.
     *
     * @param allowHttp true if passwords may travel to it over plain http
     * @throws ConfigException if the address, the secret or a setting cannot be used
     */
    public static Endpoint endpoint(StoredDomain domain, boolean allowHttp) throws ConfigException {
        try {
            URI url = Values.uri(domain.url());
            CloudOptions options = CloudOptions.of(domain, url).with(Option.ALLOW_HTTP, String.valueOf(allowHttp));
            return options.endpoint(
                    url,
                    domain.secret().isBlank() && options.isNextcloud(url)
                            ? List.of()
                            : ApiSecret.several(domain.secret()),
                    domain.authenticationDomain());
        } catch (RefusedException e) {
            throw new ConfigException(
                    "the entry of the domain \"" + domain.domain() + "\" cannot be used: " + e.getMessage());
        }
    }
}
