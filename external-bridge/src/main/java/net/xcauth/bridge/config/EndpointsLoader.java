package net.xcauth.bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.bridge.config.GivenSecret.Found;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.user.XmppDomains;

/** Reads clouds and their secrets from options, environment and files. */
final class EndpointsLoader {
    /** The placeholders of the sample configuration. */
    private static final List<String> EXAMPLES = List.of(
            "https://cloud.example.org/",
            "https://cloud.example.org/index.php/apps/ojsxc/ajax/externalApi.php",
            "put-the-API-secret-here",
            "put-the-app-password-here");
    /** The options of the cloud at url; domains with a cloud of their own have them in their line. */
    private static final List<Option> OF_URL =
            List.of(Option.API, Option.SERVICE_ACCOUNT, Option.ACCOUNT_NAME, Option.PASSWORDS);
    /** Stands for no secret. */
    static final String NO_SECRET = "-";

    private static final int FEWEST_FIELDS = 3;

    private final Values values;
    private final Map<String, String> environment;

    EndpointsLoader(Values values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    /**
     * Reads all clouds; there may be none.
     *
     * @param withoutUrl true if a secret without a url is not a mistake
     * @throws ConfigException for the first value that cannot be used
     */
    DomainEndpoints load(boolean withoutUrl) throws ConfigException {
        return new DomainEndpoints(defaultCloud(withoutUrl), perDomain(), values.has(Option.ALLOW_HTTP));
    }

    private Optional<Endpoint> defaultCloud(boolean withoutUrl) throws ConfigException {
        if (values.has(Option.URL)) {
            refuseExample(Option.URL);
        }
        List<ApiSecret> secrets = secrets();
        CloudOptions options = options();
        if (values.has(Option.URL)) {
            return values.read(Option.URL, url -> endpoint(Values.uri(url), secrets, options));
        }
        boolean elsewhere = values.has(Option.PER_DOMAIN_CONFIG) || withoutUrl;
        if (!elsewhere && (!secrets.isEmpty() || options.servicePassword().isPresent())) {
            throw new ConfigException(
                    "there is a " + (secrets.isEmpty() ? "service-password" : "secret") + " but no url: set url to "
                            + "Nextcloud's base address, such as https://cloud.example.org/, or to the API address "
                            + "that the cloud's JSXC settings show");
        }
        return Optional.empty();
    }

    private static Endpoint endpoint(URI url, List<ApiSecret> secrets, CloudOptions options) {
        if (secrets.isEmpty() && !options.isNextcloud(url)) {
            throw new RefusedException(
                    "it is an address of the JSXC API, which needs a secret: set secret, secret-file or the "
                            + "environment variable " + EnvironmentVariable.SECRET.variable()
                            + " to the API secret that the cloud's JSXC settings show; or "
                            + "set url to Nextcloud's base address, which needs none");
        }
        return options.endpoint(url, secrets, "");
    }

    private CloudOptions options() throws ConfigException {
        CloudOptions options = CloudOptions.NONE;
        for (Option option : OF_URL) {
            CloudOptions before = options;
            options = values.read(option, value -> before.with(option, value)).orElse(before);
        }
        if (values.has(Option.ALLOW_HTTP)) {
            options = options.with(Option.ALLOW_HTTP, "true");
        }
        Optional<Found> password =
                found(Option.SERVICE_PASSWORD, Option.SERVICE_PASSWORD_FILE, EnvironmentVariable.SERVICE_PASSWORD);
        return password.isEmpty()
                ? options
                : options.with(Option.SERVICE_PASSWORD, password.get().last());
    }

    private List<ApiSecret> secrets() throws ConfigException {
        Optional<Found> found = found(Option.SECRET, Option.SECRET_FILE, EnvironmentVariable.SECRET);
        try {
            return found.isEmpty()
                    ? List.of()
                    : found.get().inEnvironment()
                            ? ApiSecret.several(found.get().last())
                            : found.get().texts().stream().map(ApiSecret::of).toList();
        } catch (RefusedException e) {
            throw new ConfigException(found.get().origin() + " cannot be used: " + e.getMessage());
        }
    }

    private Optional<Found> found(Option option, Option file, EnvironmentVariable variable) throws ConfigException {
        Optional<Found> found = new GivenSecret(values, environment, option, file, variable).find();
        if (found.isPresent() && found.get().texts().stream().anyMatch(EXAMPLES::contains)) {
            refuseExample(option);
        }
        return found;
    }

    /** Without this, the cloud would seem unreachable. */
    private void refuseExample(Option option) throws ConfigException {
        OptionValue given = values.value(option).orElse(new OptionValue(List.of(), ""));
        for (int i = 0; i < given.values().size(); i++) {
            if (EXAMPLES.contains(given.values().get(i))) {
                throw new ConfigException(given.origins().get(i) + ": " + option.longName()
                        + " still has the example value; "
                        + switch (option) {
                            case URL -> "set it to the address of your Nextcloud";
                            case SECRET -> "set it to the API secret that Nextcloud shows under Administration → JSXC";
                            default -> "set it to the app password of the service account, or remove it";
                        });
            }
        }
    }

    private Map<String, Endpoint> perDomain() throws ConfigException {
        Optional<Path> file = values.path(Option.PER_DOMAIN_CONFIG);
        Map<String, Line> byDomain = new LinkedHashMap<>();
        if (file.isPresent()) {
            List<String> lines = ConfigFile.lines(file.get(), "per-domain configuration");
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    add(byDomain, line.split("\\s+"), file.get() + " line " + (i + 1));
                }
            }
        }
        Map<String, Endpoint> endpoints = new HashMap<>();
        for (Map.Entry<String, Line> domain : byDomain.entrySet()) {
            endpoints.put(domain.getKey(), domain.getValue().endpoint());
        }
        return endpoints;
    }

    private void add(Map<String, Line> byDomain, String[] fields, String origin) throws ConfigException {
        List<String> words = Arrays.stream(fields).skip(FEWEST_FIELDS).toList();
        List<String> plain =
                words.stream().filter(word -> word.indexOf('=') < 0).toList();
        if (fields.length < FEWEST_FIELDS || plain.size() > 1) {
            throw new ConfigException(
                    origin + " has " + (fields.length - words.size() + plain.size()) + " fields; write domain secret "
                            + "url [authentication-domain] [key=value …], with - for no secret");
        }
        String domain = XmppDomains.normal(fields[0]);
        Line added = line(
                fields,
                plain.isEmpty() ? domain : plain.get(0),
                words.stream().filter(word -> word.indexOf('=') >= 0).toList(),
                origin);
        Line known = byDomain.get(domain);
        if (known != null
                && !(known.url().equals(added.url())
                        && known.authenticationDomain().equals(added.authenticationDomain())
                        && (added.words().isEmpty() || added.words().equals(known.words())))) {
            throw new ConfigException(origin + ": the domain " + domain
                    + " already has a different url, authentication domain or settings; remove one of the lines");
        }
        byDomain.put(domain, known == null ? added : known.withSecretsOf(added));
    }

    private Line line(String[] fields, String authenticationDomain, List<String> words, String origin)
            throws ConfigException {
        try {
            CloudOptions options = CloudOptions.parse(words);
            URI url = Values.uri(fields[2]);
            Line line = new Line(
                    url,
                    fields[1].equals(NO_SECRET) ? List.of() : List.of(ApiSecret.of(fields[1])),
                    authenticationDomain,
                    words,
                    values.has(Option.ALLOW_HTTP) ? options.with(Option.ALLOW_HTTP, "true") : options,
                    origin);
            line.endpoint();
            return line;
        } catch (RefusedException e) {
            throw new ConfigException(origin + " cannot be used: " + e.getMessage());
        } catch (ConfigException e) {
            throw e.getMessage().startsWith(origin) ? e : new ConfigException(origin + ": " + e.getMessage());
        }
    }

    /**
     * The cloud of a domain, from one line or several.
     *
     * @param words  the settings as written
     * @param origin the place of the first line, for messages
     */
    private record Line(
            URI url,
            List<ApiSecret> secrets,
            String authenticationDomain,
            List<String> words,
            CloudOptions options,
            String origin) {
        Line withSecretsOf(Line more) {
            List<ApiSecret> all = new ArrayList<>(secrets);
            all.addAll(more.secrets);
            return new Line(url, all, authenticationDomain, words, options, origin);
        }

        Endpoint endpoint() throws ConfigException {
            try {
                return options.endpoint(url, secrets, authenticationDomain);
            } catch (RefusedException e) {
                throw new ConfigException(origin + " cannot be used: " + e.getMessage());
            }
        }

        @Override
        public String toString() {
            return "Line(" + origin + ')';
        }
    }
}
