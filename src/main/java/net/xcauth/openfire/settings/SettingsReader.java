package net.xcauth.openfire.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.ApiKind;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.core.cloud.WebAddress;
import net.xcauth.core.cloud.http.CaFile;
import net.xcauth.core.roster.GroupRules;
import net.xcauth.core.roster.NamePattern;
import net.xcauth.core.text.RefusedException;
import net.xcauth.core.text.Text;

/**
 * Reads the settings from properties. An invalid value is refused: the last valid one, or the default, applies instead,
 * and this is reported once. Not thread-safe.
 */
public final class SettingsReader {
    /** The longest group name that fits in Openfire's tables. */
    private static final int LONGEST_GROUP_NAME = 50;
    /** The property with the number of threads for client connections, in Openfire 4.2 to 5.x. */
    private static final String OPENFIRE_THREADS = "xmpp.client.processing.threads";

    private static final int DEFAULT_OPENFIRE_THREADS = 16;
    /** The value of {@link Setting#PROVIDERS} for nothing. */
    public static final String NONE = "none";

    private final Function<String, Optional<String>> properties;
    private final Predicate<String> undecryptable;
    private final String xmppDomain;
    private final Map<Setting, String> valid = new EnumMap<>(Setting.class);
    private final Map<Setting, Refusal> refused = new EnumMap<>(Setting.class);
    private final List<String> newProblems = new ArrayList<>();

    private record Refusal(String text, RefusedException reason) {}

    /**
     * @param properties from a property's name to its value
     * @param xmppDomain the default of the authentication domain
     */
    public SettingsReader(Function<String, Optional<String>> properties, String xmppDomain) {
        this(properties, property -> false, xmppDomain);
    }

    /** @param undecryptable true for a secret's property if its stored value cannot be decrypted */
    public SettingsReader(
            Function<String, Optional<String>> properties, Predicate<String> undecryptable, String xmppDomain) {
        this.properties = properties;
        this.undecryptable = undecryptable;
        this.xmppDomain = xmppDomain;
    }

    /** Messages on values that the last {@link #read} has refused and no earlier one; without secrets. */
    public List<String> newProblems() {
        return List.copyOf(newProblems);
    }

    /** The settings whose values the last {@link #read} has refused, with the reason: sentences without secrets. */
    public Map<Setting, RefusedException> refused() {
        return refused.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, refusal -> refusal.getValue().reason));
    }

    /** Reads all properties. */
    public Settings read() {
        newProblems.clear();
        return new Settings(
                endpoint(),
                value(Setting.PROVIDERS, SettingsReader::kinds),
                value(Setting.LOCAL_USERS, SettingsReader::names),
                cloud(),
                cache(),
                number(Setting.BCRYPT_ROUNDS, 4, 31),
                protection(),
                groups(),
                time(Setting.ROSTER_REFRESH, Duration.ofSeconds(1)),
                time(Setting.ROSTER_OWN, Duration.ofSeconds(1)),
                loginsWaiting(),
                value(Setting.PASSWORDS_END_SESSIONS, SettingsReader::bool),
                time(Setting.DELETE_AFTER, Duration.ZERO));
    }

    private Optional<Endpoint> endpoint() {
        ApiKind api = value(Setting.API, SettingsReader::api);
        Optional<URI> url = value(Setting.URL, text -> url(text, api));
        List<ApiSecret> secrets = value(Setting.SECRET, SettingsReader::secrets);
        String domain = value(Setting.AUTH_DOMAIN, Function.identity());
        boolean administrator = isSecond(Setting.SERVICE_ACCOUNT, "plain", "admin");
        boolean withDomain = isSecond(Setting.ACCOUNT_NAME, "local", "local@domain");
        boolean appPasswordsOnly = isSecond(Setting.PASSWORDS, "any", "app-only");
        boolean allowHttp = value(Setting.ALLOW_HTTP, SettingsReader::bool);
        if (url.isEmpty() || api.at(url.get()) == ApiKind.JSXC) {
            // An unused password may be for any address.
            refused.remove(Setting.SERVICE_PASSWORD);
            return url.isEmpty() || secrets.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Endpoint.Jsxc(url.get(), secrets, domain.isEmpty() ? xmppDomain : domain));
        }
        Optional<ServiceAccount> service =
                value(Setting.SERVICE_PASSWORD, text -> ServicePassword.read(text, url.get(), administrator));
        // Valid for this address only: noted with its origin, so that it is refused when the address changes.
        service.ifPresent(account -> valid.put(Setting.SERVICE_PASSWORD, ServicePassword.bound(account)));
        return Optional.of(new Endpoint.Nextcloud(
                url.get(),
                service,
                withDomain ? AccountName.LOCAL_AT_DOMAIN : AccountName.LOCAL,
                appPasswordsOnly,
                allowHttp,
                secrets));
    }

    private CloudSettings cloud() {
        CloudSettings cloud = CloudSettings.defaults()
                .withTimeouts(
                        time(Setting.CONNECT_TIMEOUT, Duration.ofMillis(1)),
                        time(Setting.REQUEST_TIMEOUT, Duration.ofMillis(1)))
                .withSignature(value(Setting.SIGNATURE, SignatureAlgorithm::parse))
                .withLimits(number(Setting.MOST_REQUESTS, 1, 10_000), number(Setting.MOST_WAITING, 0, 1_000_000))
                .withStrictExistence(isSecond(Setting.EXISTENCE, "normal", "strict"));
        Optional<Path> caFile = value(Setting.CA_FILE, SettingsReader::caFile);
        Optional<URI> proxy = value(Setting.PROXY, SettingsReader::proxy);
        cloud = caFile.isPresent() ? cloud.withCaFile(caFile.get()) : cloud;
        return proxy.isPresent() ? cloud.withProxy(proxy.get()) : cloud;
    }

    private CachePolicy cache() {
        CachePolicy defaults = CachePolicy.defaults();
        return new CachePolicy(
                value(Setting.REMEMBER_PASSWORDS, SettingsReader::bool),
                time(Setting.QUERY_TTL, Duration.ZERO),
                time(Setting.VERIFICATION_TTL, Duration.ZERO),
                time(Setting.UNREACHABLE_TTL, Duration.ZERO),
                number(Setting.PASSWORDS_PER_USER, 1, 100),
                time(Setting.ISUSER_TTL, Duration.ZERO),
                time(Setting.ISUSER_NEGATIVE_TTL, Duration.ZERO),
                defaults.recognition(),
                number(Setting.MOST_USERS, 1, 10_000_000),
                time(Setting.MISSING_CONFIRMATION, Duration.ZERO),
                time(Setting.APP_PASSWORD_TTL, Duration.ZERO));
    }

    private ProtectionPolicy protection() {
        return new ProtectionPolicy(
                number(Setting.BREAKER_FAILURES, 1, 1_000),
                time(Setting.BREAKER_PROBE, Duration.ofMillis(1)),
                number(Setting.GUESS_LIMIT, 1, 10_000),
                time(Setting.REFUSED_TTL, Duration.ZERO));
    }

    private GroupRules groups() {
        return new GroupRules(
                value(Setting.GROUPS_INCLUDE, NamePattern::list),
                value(Setting.GROUPS_EXCLUDE, NamePattern::list),
                number(Setting.GROUPS_LARGEST, 1, 1_000_000),
                LONGEST_GROUP_NAME);
    }

    private int loginsWaiting() {
        return value(
                Setting.LOGINS_WAITING,
                text -> text.isEmpty() ? fewerThanHalf(openfireThreads()) : number(text, 1, 10_000));
    }

    private static int fewerThanHalf(int threads) {
        return Math.max(1, (threads - 1) / 2);
    }

    /** Reads the number of threads as Openfire does: the default replaces an invalid number. */
    private int openfireThreads() {
        try {
            return properties
                    .apply(OPENFIRE_THREADS)
                    .map(text -> Integer.parseInt(text.strip()))
                    .orElse(DEFAULT_OPENFIRE_THREADS);
        } catch (NumberFormatException e) {
            return DEFAULT_OPENFIRE_THREADS;
        }
    }

    /** True if the setting has the second of two values. */
    private boolean isSecond(Setting setting, String first, String second) {
        return value(setting, text -> {
            if (!text.equalsIgnoreCase(first) && !text.equalsIgnoreCase(second)) {
                throw new RefusedException(RefusedValue.CHOICE.with(first + ", " + second));
            }
            return text.equalsIgnoreCase(second);
        });
    }

    private Duration time(Setting setting, Duration least) {
        return value(setting, text -> {
            Duration time = Times.parse(text);
            if (time.compareTo(least) < 0) {
                throw new RefusedException(RefusedValue.TIME_TOO_SHORT.with());
            }
            return time;
        });
    }

    private int number(Setting setting, int least, int most) {
        return value(setting, text -> number(text, least, most));
    }

    private static int number(String text, int least, int most) {
        Text range = RefusedValue.NUMBER.with(least, most);
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
            throw new RefusedException(range);
        } catch (NumberFormatException e) {
            throw new RefusedException(range, e);
        }
    }

    /** @param parser throws RefusedException */
    private <T> T value(Setting setting, Function<String, T> parser) {
        String text = properties
                .apply(setting.property())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElse(setting.defaultValue());
        try {
            if (setting.secret() && undecryptable.test(setting.property())) {
                throw new RefusedException(RefusedValue.UNDECRYPTABLE.with());
            }
            T value = parser.apply(text);
            valid.put(setting, text);
            refused.remove(setting);
            return value;
        } catch (RefusedException e) {
            String instead = lastValid(setting, parser);
            Refusal before = refused.put(setting, new Refusal(text, e));
            if (before == null || !text.equals(before.text)) {
                newProblems.add("the property " + setting.property() + " is "
                        + (setting.mayBeShown(text) ? '"' + text + '"' : "not usable") + ": " + e.getMessage()
                        + (setting.secret() || instead.isEmpty()
                                ? "; the previous value, if any, still applies"
                                : "; \"" + instead + "\" applies instead"));
            }
            return parser.apply(instead);
        }
    }

    /** The last valid value, or the default if it has become invalid, such as the path of a deleted file. */
    private String lastValid(Setting setting, Function<String, ?> parser) {
        String last = valid.getOrDefault(setting, setting.defaultValue());
        try {
            Object unused = parser.apply(last);
            return last;
        } catch (RefusedException e) {
            valid.remove(setting);
            return setting.defaultValue();
        }
    }

    /** The kind of cloud at an address, which need not be valid. */
    public static ApiKind kind(String api, String url) {
        ApiKind chosen = ApiKind.labelled(api).orElse(ApiKind.AUTO);
        try {
            return chosen.at(WebAddress.parse(url));
        } catch (RefusedException e) {
            return chosen == ApiKind.JSXC ? ApiKind.JSXC : ApiKind.NEXTCLOUD;
        }
    }

    private static ApiKind api(String text) {
        return ApiKind.labelled(text)
                .orElseThrow(() -> new RefusedException(RefusedValue.CHOICE.with(
                        Stream.of(ApiKind.values()).map(ApiKind::label).collect(Collectors.joining(", ")))));
    }

    private static Optional<URI> url(String text, ApiKind api) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        URI url = WebAddress.parse(text);
        // The endpoint checks the address; any secret will do.
        return Optional.of(
                api.at(url) == ApiKind.JSXC
                        ? new Endpoint.Jsxc(url, List.of(ApiSecret.of("any")), "").url()
                        : new Endpoint.Nextcloud(url, Optional.empty(), AccountName.LOCAL, false, false, List.of())
                                .url());
    }

    private static List<ApiSecret> secrets(String text) {
        return text.isEmpty() ? List.of() : ApiSecret.several(text);
    }

    private static Optional<URI> proxy(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(CloudSettings.proxyAddress(text));
    }

    private static Optional<Path> caFile(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path file = path(text);
        CaFile.read(file);
        return Optional.of(file);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new RefusedException(RefusedValue.PATH.with(), e);
        }
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new RefusedException(RefusedValue.BOOLEAN.with());
        };
    }

    private static Set<ProviderKind> kinds(String text) {
        Set<ProviderKind> kinds = EnumSet.noneOf(ProviderKind.class);
        words(text).filter(word -> !word.equalsIgnoreCase(NONE)).forEach(word -> kinds.add(kind(word)));
        return kinds;
    }

    private static ProviderKind kind(String word) {
        return Stream.of(ProviderKind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new RefusedException(RefusedValue.KIND.with(word)));
    }

    private static Set<String> names(String text) {
        Set<String> names = new HashSet<>();
        words(text).forEach(word -> names.add(word.toLowerCase(Locale.ROOT)));
        return names;
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split("[\\s,]+")).filter(word -> !word.isEmpty());
    }
}
