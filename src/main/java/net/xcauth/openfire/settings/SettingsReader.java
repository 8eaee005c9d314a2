package net.xcauth.openfire.settings;

import java.net.URI;
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
 * Reads properties. A value that makes no sense is refused in favour of the last good one, or the default, and that is
 * said once. Not thread-safe.
 */
public final class SettingsReader {
    /** Openfire's tables allow no longer names of groups. */
    private static final int LONGEST_GROUP_NAME = 50;
    /** Of connections of clients, in Openfire 4.2 to 5.x. */
    private static final String OPENFIRES_THREADS = "xmpp.client.processing.threads";

    private static final int OPENFIRES_STANDARD_THREADS = 16;
    /** Instead of what the plugin serves, if it is to serve nothing. */
    public static final String NONE = "none";

    private final Function<String, String> properties;
    private final Predicate<String> undecryptable;
    private final String xmppDomain;
    private final Map<Setting, String> good = new EnumMap<>(Setting.class);
    private final Map<Setting, Refusal> refused = new EnumMap<>(Setting.class);
    private final List<String> complaints = new ArrayList<>();

    private record Refusal(String text, IllegalArgumentException why) {}

    /**
     * @param properties from a property's name to its value, null where there is none
     * @param xmppDomain what the authentication domain is where none is configured
     */
    public SettingsReader(Function<String, String> properties, String xmppDomain) {
        this(properties, property -> false, xmppDomain);
    }

    /** @param undecryptable true of a secret's property if what is stored cannot be decrypted */
    public SettingsReader(Function<String, String> properties, Predicate<String> undecryptable, String xmppDomain) {
        this.properties = properties;
        this.undecryptable = undecryptable;
        this.xmppDomain = xmppDomain;
    }

    /** What the last {@link #read} has refused and not said before: sentences without secrets. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Why the values of these are refused now, by the last {@link #read}; sentences without secrets. */
    public Map<Setting, IllegalArgumentException> refused() {
        return refused.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, refusal -> refusal.getValue().why));
    }

    /** What is in force now. */
    public Settings read() {
        complaints.clear();
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
                value(Setting.PASSWORDS_END_SESSIONS, SettingsReader::truth),
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
        boolean allowHttp = value(Setting.ALLOW_HTTP, SettingsReader::truth);
        if (url.isEmpty() || api.at(url.get()) == ApiKind.JSXC) {
            // It is not used, and so need not be for this address.
            refused.remove(Setting.SERVICE_PASSWORD);
            return url.isEmpty() || secrets.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Endpoint.Jsxc(url.get(), secrets, domain.isEmpty() ? xmppDomain : domain));
        }
        Optional<ServiceAccount> service =
                value(Setting.SERVICE_PASSWORD, text -> ServicePassword.read(text, url.get(), administrator));
        // What is good for this address only must not be taken for good when it changes.
        service.ifPresent(account -> good.put(Setting.SERVICE_PASSWORD, ServicePassword.bound(account)));
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
        CachePolicy standard = CachePolicy.defaults();
        return new CachePolicy(
                value(Setting.REMEMBER_PASSWORDS, SettingsReader::truth),
                time(Setting.QUERY_TTL, Duration.ZERO),
                time(Setting.VERIFICATION_TTL, Duration.ZERO),
                time(Setting.UNREACHABLE_TTL, Duration.ZERO),
                number(Setting.PASSWORDS_PER_USER, 1, 100),
                time(Setting.ISUSER_TTL, Duration.ZERO),
                time(Setting.ISUSER_NEGATIVE_TTL, Duration.ZERO),
                standard.recognition(),
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
                text -> text.isEmpty() ? fewerThanHalfOfOpenfiresThreads() : number(text, 1, 10_000));
    }

    private int fewerThanHalfOfOpenfiresThreads() {
        return Math.max(1, (openfiresThreads() - 1) / 2);
    }

    private int openfiresThreads() {
        String configured = properties.apply(OPENFIRES_THREADS);
        try {
            return configured == null ? OPENFIRES_STANDARD_THREADS : Integer.parseInt(configured.strip());
        } catch (NumberFormatException e) {
            // As Openfire reads it.
            return OPENFIRES_STANDARD_THREADS;
        }
    }

    /** True if the second of two words is given. */
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

    /** @param parser throws IllegalArgumentException with a sentence on what would be right */
    private <T> T value(Setting setting, Function<String, T> parser) {
        String set = properties.apply(setting.property());
        String text = set == null || set.isBlank() ? setting.standard() : set.strip();
        try {
            if (setting.secret() && undecryptable.test(setting.property())) {
                throw new RefusedException(RefusedValue.UNDECRYPTABLE.with());
            }
            T value = parser.apply(text);
            good.put(setting, text);
            refused.remove(setting);
            return value;
        } catch (IllegalArgumentException e) {
            String instead = instead(setting, parser);
            Refusal before = refused.put(setting, new Refusal(text, e));
            if (before == null || !text.equals(before.text)) {
                complaints.add("the property " + setting.property() + " is "
                        + (setting.mayBeShown(text) ? '"' + text + '"' : "not usable") + ": " + e.getMessage()
                        + (setting.secret() || instead.isEmpty()
                                ? "; the former value holds, if there is one"
                                : "; \"" + instead + "\" holds instead"));
            }
            return parser.apply(instead);
        }
    }

    /** The last good value while it still is one: files come and go. */
    private String instead(Setting setting, Function<String, ?> parser) {
        String last = good.getOrDefault(setting, setting.standard());
        try {
            Object unused = parser.apply(last);
            return last;
        } catch (IllegalArgumentException e) {
            good.remove(setting);
            return setting.standard();
        }
    }

    /** The kind of cloud that an address stands for, also while it is wrong. */
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
        // The endpoint's own checks, with any secret.
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
        Path file = Path.of(text);
        // Reads it, and says what is wrong with it.
        CaFile.read(file);
        return Optional.of(file);
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new RefusedException(RefusedValue.TRUTH.with());
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
