package net.xcauth.bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;

/** From settings, environment and files to clouds and their secrets. */
final class EndpointsLoader {
    static final String SECRET_VARIABLE = "XCAUTH_SECRET";
    /** As the sample configuration shows them. */
    private static final String EXAMPLE_URL = "https://cloud.example.org/index.php/apps/ojsxc/ajax/externalApi.php";
    private static final String EXAMPLE_SECRET = "put-the-API-secret-here";
    private static final int FEWEST_FIELDS = 3;
    private static final int MOST_FIELDS = 4;

    private final Values values;
    private final Map<String, String> environment;

    EndpointsLoader(Values values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    /**
     * There may be none: whoever needs one says so.
     *
     * @param withoutUrl whether a secret may have none, because others are in the database or none is needed
     */
    DomainEndpoints load(boolean withoutUrl) throws ConfigException {
        return new DomainEndpoints(defaultCloud(withoutUrl), perDomain());
    }

    private Optional<Endpoint.Jsxc> defaultCloud(boolean withoutUrl) throws ConfigException {
        if (values.has(Option.URL)) {
            refuseExample(Option.URL, values.setting(Option.URL).get(), EXAMPLE_URL);
        }
        List<ApiSecret> secrets = secrets();
        if (!values.has(Option.URL)) {
            if (!secrets.isEmpty() && !values.has(Option.PER_DOMAIN_CONFIG) && !withoutUrl) {
                throw new ConfigException("there is a secret but no url: set url to the API address that the cloud's "
                        + "JSXC settings show");
            }
            return Optional.empty();
        }
        if (secrets.isEmpty()) {
            throw new ConfigException("there is a url but no secret: set secret, secret-file or the environment "
                    + "variable " + SECRET_VARIABLE + " to the API secret that the cloud's JSXC settings show");
        }
        return values.read(Option.URL, url -> new Endpoint.Jsxc(Values.uri(url), secrets, ""));
    }

    /** The command line wins over the environment, which wins over the configuration file. */
    private List<ApiSecret> secrets() throws ConfigException {
        Optional<Setting> secret = values.setting(Option.SECRET);
        Optional<Setting> file = values.setting(Option.SECRET_FILE);
        String variable = environment.getOrDefault(SECRET_VARIABLE, "");
        boolean onCommandLine = Stream.of(secret, file).flatMap(Optional::stream).anyMatch(Settings::isFromCommandLine);
        if (!onCommandLine && !variable.isBlank()) {
            return ApiSecret.several(variable);
        }
        if (secret.isPresent() && file.isPresent()) {
            if (Settings.isFromCommandLine(secret.get()) == Settings.isFromCommandLine(file.get())) {
                throw new ConfigException(file.get().origin() + ": secret-file is set, and so is secret ("
                        + secret.get().origin() + "); keep one of them");
            }
            return Settings.isFromCommandLine(secret.get()) ? fromSetting(secret.get()) : fromFile();
        }
        if (file.isPresent()) {
            return fromFile();
        }
        return secret.isPresent() ? fromSetting(secret.get()) : List.of();
    }

    /** It would look like a cloud that is unreachable. */
    private static void refuseExample(Option option, Setting given, String example) throws ConfigException {
        int index = given.values().indexOf(example);
        if (index >= 0) {
            throw new ConfigException(given.origins().get(index) + ": " + option.longName() + " is still the example; "
                    + "fill in what Nextcloud shows under Administration → JSXC");
        }
    }

    private static List<ApiSecret> fromSetting(Setting secret) throws ConfigException {
        refuseExample(Option.SECRET, secret, EXAMPLE_SECRET);
        return secretList(secret.values(), secret.origin() + ": secret");
    }

    private List<ApiSecret> fromFile() throws ConfigException {
        Path file = values.path(Option.SECRET_FILE).orElseThrow();
        List<String> lines = ConfigFile.lines(file, "secret file").stream().map(String::strip)
                .filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty()) {
            throw new ConfigException("the secret file " + file + " is empty; write the API secret into it");
        }
        return secretList(lines, "the secret file " + file);
    }

    private static List<ApiSecret> secretList(List<String> texts, String origin) throws ConfigException {
        try {
            return texts.stream().map(ApiSecret::of).toList();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(origin + " cannot be used: " + e.getMessage());
        }
    }

    private Map<String, Endpoint.Jsxc> perDomain() throws ConfigException {
        Optional<Path> file = values.path(Option.PER_DOMAIN_CONFIG);
        Map<String, Endpoint.Jsxc> byDomain = new HashMap<>();
        if (file.isPresent()) {
            List<String> lines = ConfigFile.lines(file.get(), "per-domain configuration");
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    add(byDomain, line.split("\\s+"), file.get() + " line " + (i + 1));
                }
            }
        }
        return byDomain;
    }

    private static void add(Map<String, Endpoint.Jsxc> byDomain, String[] fields, String origin) throws ConfigException {
        if (fields.length < FEWEST_FIELDS || fields.length > MOST_FIELDS) {
            throw new ConfigException(origin + " has " + fields.length + " fields; it should be: domain secret url "
                    + "[authentication-domain]");
        }
        String domain = fields[0].toLowerCase(Locale.ROOT);
        Endpoint.Jsxc added = endpoint(fields, domain, origin);
        Endpoint.Jsxc known = byDomain.get(domain);
        if (known != null && !(known.url().equals(added.url())
                && known.authenticationDomain().equals(added.authenticationDomain()))) {
            throw new ConfigException(origin + ": the domain " + domain + " has another url or authentication domain "
                    + "already; remove one of the lines");
        }
        byDomain.put(domain, known == null ? added : withSecretOf(known, added));
    }

    private static Endpoint.Jsxc endpoint(String[] fields, String domain, String origin) throws ConfigException {
        try {
            URI url = Values.uri(fields[2]);
            return new Endpoint.Jsxc(url, List.of(ApiSecret.of(fields[1])), fields.length == MOST_FIELDS ? fields[3] : domain);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(origin + " cannot be used: " + e.getMessage());
        }
    }

    private static Endpoint.Jsxc withSecretOf(Endpoint.Jsxc known, Endpoint.Jsxc more) {
        List<ApiSecret> secrets = new ArrayList<>(known.secrets());
        secrets.addAll(more.secrets());
        return new Endpoint.Jsxc(known.url(), secrets, known.authenticationDomain());
    }
}
