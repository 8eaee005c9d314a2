package net.xcauth.openfire.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import net.xcauth.core.cloud.AccountName;
import net.xcauth.core.cloud.ApiSecret;
import net.xcauth.core.cloud.Endpoint;
import net.xcauth.core.cloud.ServiceAccount;
import net.xcauth.core.cloud.SignatureAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final String URL = "https://cloud.example.org/index.php/apps/ojsxc/ajax/externalApi.php";

    private final Map<String, String> properties =
            new HashMap<>(Map.of("nextcloudauth.url", URL, "nextcloudauth.secret", "hush"));
    private final SettingsReader reader =
            new SettingsReader(name -> Optional.ofNullable(properties.get(name)), "example.org");

    /** The defaults, as they apply. */
    static Stream<Arguments> defaults() {
        return Stream.of(
                is(
                        Setting.API,
                        "Jsxc",
                        settings -> settings.endpoint().orElseThrow().getClass().getSimpleName()),
                is(Setting.AUTH_DOMAIN, "example.org", SettingsReaderTest::authDomain),
                is(
                        Setting.PROVIDERS,
                        Set.of(ProviderKind.AUTH, ProviderKind.USER, ProviderKind.GROUP),
                        Settings::providers),
                is(Setting.LOCAL_USERS, Set.of("admin"), Settings::localUsers),
                is(
                        Setting.SIGNATURE,
                        SignatureAlgorithm.SHA1,
                        settings -> settings.cloud().signature()),
                is(
                        Setting.CA_FILE,
                        Optional.empty(),
                        settings -> settings.cloud().caFile()),
                is(Setting.PROXY, Optional.empty(), settings -> settings.cloud().proxy()),
                is(
                        Setting.CONNECT_TIMEOUT,
                        Duration.ofSeconds(5),
                        settings -> settings.cloud().connectTimeout()),
                is(
                        Setting.REQUEST_TIMEOUT,
                        Duration.ofSeconds(10),
                        settings -> settings.cloud().requestTimeout()),
                is(Setting.MOST_REQUESTS, 64, settings -> settings.cloud().maxConcurrent()),
                is(Setting.MOST_WAITING, 10_000, settings -> settings.cloud().maxWaiting()),
                is(Setting.LOGINS_WAITING, 7, Settings::loginsWaiting),
                is(
                        Setting.REMEMBER_PASSWORDS,
                        true,
                        settings -> settings.cache().passwords()),
                is(
                        Setting.QUERY_TTL,
                        Duration.ofHours(1),
                        settings -> settings.cache().queryTtl()),
                is(
                        Setting.VERIFICATION_TTL,
                        Duration.ofDays(1),
                        settings -> settings.cache().verificationTtl()),
                is(
                        Setting.APP_PASSWORD_TTL,
                        Duration.ofHours(1),
                        settings -> settings.cache().appPasswordTtl()),
                is(
                        Setting.UNREACHABLE_TTL,
                        Duration.ofDays(7),
                        settings -> settings.cache().unreachableTtl()),
                is(Setting.PASSWORDS_PER_USER, 4, settings -> settings.cache().passwordsPerUser()),
                is(Setting.BCRYPT_ROUNDS, 12, Settings::bcryptRounds),
                is(
                        Setting.ISUSER_TTL,
                        Duration.ofMinutes(15),
                        settings -> settings.cache().isuserTtl()),
                is(
                        Setting.ISUSER_NEGATIVE_TTL,
                        Duration.ofSeconds(30),
                        settings -> settings.cache().isuserNegativeTtl()),
                is(Setting.MOST_USERS, 100_000, settings -> settings.cache().maxUsers()),
                is(
                        Setting.BREAKER_FAILURES,
                        5,
                        settings -> settings.protection().breakerFailures()),
                is(
                        Setting.BREAKER_PROBE,
                        Duration.ofSeconds(5),
                        settings -> settings.protection().breakerProbe()),
                is(Setting.GUESS_LIMIT, 10, settings -> settings.protection().guessLimit()),
                is(
                        Setting.REFUSED_TTL,
                        Duration.ofMinutes(5),
                        settings -> settings.protection().refusedTtl()),
                is(
                        Setting.GROUPS_INCLUDE,
                        "[]",
                        settings -> settings.groups().include().toString()),
                is(
                        Setting.GROUPS_EXCLUDE,
                        "[]",
                        settings -> settings.groups().exclude().toString()),
                is(Setting.GROUPS_LARGEST, 500, settings -> settings.groups().largest()),
                is(Setting.ROSTER_REFRESH, Duration.ofMinutes(15), Settings::refresh),
                is(Setting.ROSTER_OWN, Duration.ofHours(1), Settings::refreshOwn),
                is(
                        Setting.MISSING_CONFIRMATION,
                        Duration.ofMinutes(10),
                        settings -> settings.cache().confirmation()),
                is(Setting.DELETE_AFTER, Duration.ofDays(7), Settings::deleteAfter),
                is(Setting.PASSWORDS_END_SESSIONS, false, Settings::passwordsEndSessions));
    }

    /** A valid value as it is written, and as it applies. */
    static Stream<Arguments> goodValues() {
        return Stream.of(
                good(
                        Setting.URL,
                        " http://[::1]:8080/externalApi.php ",
                        URI.create("http://[::1]:8080/externalApi.php"),
                        settings -> settings.endpoint().orElseThrow().url()),
                good(
                        Setting.API,
                        " NextCloud ",
                        "Nextcloud",
                        settings -> settings.endpoint().orElseThrow().getClass().getSimpleName()),
                good(
                        Setting.SECRET,
                        "hush",
                        1,
                        settings -> settings.endpoint().orElseThrow().secrets().size()),
                good(Setting.AUTH_DOMAIN, "other.example", "other.example", SettingsReaderTest::authDomain),
                good(
                        Setting.PROVIDERS,
                        "AUTH group",
                        Set.of(ProviderKind.AUTH, ProviderKind.GROUP),
                        Settings::providers),
                good(
                        Setting.LOCAL_USERS,
                        "Admin, helper\nJürgen",
                        Set.of("admin", "helper", "jürgen"),
                        Settings::localUsers),
                good(
                        Setting.SIGNATURE,
                        "SHA-256",
                        SignatureAlgorithm.SHA256,
                        settings -> settings.cloud().signature()),
                good(
                        Setting.PROXY,
                        "http://proxy:3128",
                        Optional.of(URI.create("http://proxy:3128")),
                        settings -> settings.cloud().proxy()),
                good(
                        Setting.CONNECT_TIMEOUT,
                        "2s",
                        Duration.ofSeconds(2),
                        settings -> settings.cloud().connectTimeout()),
                good(
                        Setting.REQUEST_TIMEOUT,
                        "1m",
                        Duration.ofMinutes(1),
                        settings -> settings.cloud().requestTimeout()),
                good(Setting.MOST_REQUESTS, "1", 1, settings -> settings.cloud().maxConcurrent()),
                good(Setting.MOST_WAITING, "0", 0, settings -> settings.cloud().maxWaiting()),
                good(Setting.LOGINS_WAITING, "30", 30, Settings::loginsWaiting),
                good(
                        Setting.REMEMBER_PASSWORDS,
                        "False",
                        false,
                        settings -> settings.cache().passwords()),
                good(
                        Setting.QUERY_TTL,
                        "0",
                        Duration.ZERO,
                        settings -> settings.cache().queryTtl()),
                good(
                        Setting.VERIFICATION_TTL,
                        "2w",
                        Duration.ofDays(14),
                        settings -> settings.cache().verificationTtl()),
                good(
                        Setting.APP_PASSWORD_TTL,
                        "10m",
                        Duration.ofMinutes(10),
                        settings -> settings.cache().appPasswordTtl()),
                good(
                        Setting.UNREACHABLE_TTL,
                        "3d",
                        Duration.ofDays(3),
                        settings -> settings.cache().unreachableTtl()),
                good(
                        Setting.PASSWORDS_PER_USER,
                        "9",
                        9,
                        settings -> settings.cache().passwordsPerUser()),
                good(Setting.BCRYPT_ROUNDS, "4", 4, Settings::bcryptRounds),
                good(
                        Setting.ISUSER_TTL,
                        "90s",
                        Duration.ofSeconds(90),
                        settings -> settings.cache().isuserTtl()),
                good(
                        Setting.ISUSER_NEGATIVE_TTL,
                        "5",
                        Duration.ofSeconds(5),
                        settings -> settings.cache().isuserNegativeTtl()),
                good(Setting.MOST_USERS, "10", 10, settings -> settings.cache().maxUsers()),
                good(
                        Setting.BREAKER_FAILURES,
                        "1",
                        1,
                        settings -> settings.protection().breakerFailures()),
                good(
                        Setting.BREAKER_PROBE,
                        "1s",
                        Duration.ofSeconds(1),
                        settings -> settings.protection().breakerProbe()),
                good(
                        Setting.GUESS_LIMIT,
                        "3",
                        3,
                        settings -> settings.protection().guessLimit()),
                good(
                        Setting.REFUSED_TTL,
                        "0",
                        Duration.ZERO,
                        settings -> settings.protection().refusedTtl()),
                good(
                        Setting.GROUPS_INCLUDE,
                        "Staff, Class ?*",
                        "[Staff, Class ?*]",
                        settings -> settings.groups().include().toString()),
                good(
                        Setting.GROUPS_EXCLUDE,
                        "*secret*,",
                        "[*secret*]",
                        settings -> settings.groups().exclude().toString()),
                good(
                        Setting.GROUPS_LARGEST,
                        "2",
                        2,
                        settings -> settings.groups().largest()),
                good(Setting.ROSTER_REFRESH, "1 m", Duration.ofMinutes(1), Settings::refresh),
                good(Setting.ROSTER_OWN, "1s", Duration.ofSeconds(1), Settings::refreshOwn),
                good(
                        Setting.MISSING_CONFIRMATION,
                        "1h",
                        Duration.ofHours(1),
                        settings -> settings.cache().confirmation()),
                good(Setting.DELETE_AFTER, "0", Duration.ZERO, Settings::deleteAfter),
                good(Setting.PASSWORDS_END_SESSIONS, "true", true, Settings::passwordsEndSessions));
    }

    /** A value that makes no sense, and what would. */
    static Stream<Arguments> badValues() {
        String duration = "it must be a number and a unit, such as 90s, 15m, 1h, 7d or 2w";
        return Stream.of(
                arguments(Setting.URL, "ftp://cloud/", "must begin with https:// or http://"),
                arguments(Setting.URL, "cloud.example.org", "must begin with https:// or http://"),
                arguments(Setting.URL, "https://cloud example.org/", "is not a valid name"),
                arguments(Setting.API, "soap", "it must be one of: auto, nextcloud, jsxc"),
                arguments(Setting.SERVICE_ACCOUNT, "root", "it must be one of: plain, admin"),
                arguments(Setting.ACCOUNT_NAME, "both", "it must be one of: local, local@domain"),
                arguments(Setting.PASSWORDS, "none", "it must be one of: any, app-only"),
                arguments(Setting.EXISTENCE, "lax", "it must be one of: normal, strict"),
                arguments(Setting.ALLOW_HTTP, "perhaps", "it must be true or false"),
                arguments(Setting.APP_PASSWORD_TTL, "soon", duration),
                arguments(
                        Setting.PROVIDERS,
                        "auth, everything",
                        "\"everything\" is unknown; use one or more of auth, user and group"),
                arguments(Setting.SIGNATURE, "md5", "use sha1 or sha256"),
                arguments(Setting.CA_FILE, "/nowhere/ca.pem", "/nowhere/ca.pem"),
                arguments(Setting.PROXY, "proxy:3128", "must have the form http://host:port"),
                arguments(Setting.PROXY, "http://proxy", "must have the form http://host:port"),
                arguments(Setting.CONNECT_TIMEOUT, "soon", duration),
                arguments(Setting.CONNECT_TIMEOUT, "0s", "it must be at least 1s"),
                arguments(Setting.REQUEST_TIMEOUT, "1h30m", duration),
                arguments(Setting.MOST_REQUESTS, "0", "it must be a whole number from 1 to 10000"),
                arguments(Setting.MOST_WAITING, "-1", "it must be a whole number from 0 to 1000000"),
                arguments(Setting.LOGINS_WAITING, "0", "it must be a whole number from 1 to 10000"),
                arguments(Setting.REMEMBER_PASSWORDS, "yes", "it must be true or false"),
                arguments(Setting.QUERY_TTL, "1.5h", duration),
                arguments(Setting.VERIFICATION_TTL, "-1d", duration),
                arguments(Setting.UNREACHABLE_TTL, "12345678901234567890d", duration),
                arguments(Setting.PASSWORDS_PER_USER, "101", "it must be a whole number from 1 to 100"),
                arguments(Setting.BCRYPT_ROUNDS, "3", "it must be a whole number from 4 to 31"),
                arguments(Setting.ISUSER_TTL, "15 minutes", duration),
                arguments(Setting.ISUSER_NEGATIVE_TTL, "?", duration),
                arguments(Setting.MOST_USERS, "many", "it must be a whole number from 1 to 10000000"),
                arguments(Setting.BREAKER_FAILURES, "0", "it must be a whole number from 1 to 1000"),
                arguments(Setting.BREAKER_PROBE, "0", "it must be at least 1s"),
                arguments(Setting.GUESS_LIMIT, "0", "it must be a whole number from 1 to 10000"),
                arguments(Setting.REFUSED_TTL, "soon", duration),
                arguments(Setting.GROUPS_LARGEST, "1e3", "it must be a whole number from 1 to 1000000"),
                arguments(Setting.ROSTER_REFRESH, "0", "it must be at least 1s"),
                arguments(Setting.ROSTER_OWN, "never", duration),
                arguments(Setting.MISSING_CONFIRMATION, "soon", duration),
                arguments(Setting.DELETE_AFTER, "never", duration),
                arguments(Setting.PASSWORDS_END_SESSIONS, "no", "it must be true or false"));
    }

    @Test
    void alwaysListsProvidersInTheSameOrder() {
        properties.put("nextcloudauth.providers", "group,user,auth");
        assertThat(reader.read().providers()).hasToString("[AUTH, USER, GROUP]");
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void everyPropertyHasADefault(Setting setting, Object expected, Function<Settings, Object> inForce) {
        assertThat(inForce.apply(reader.read())).isEqualTo(expected);
        properties.put(setting.property(), "  ");
        assertThat(inForce.apply(reader.read())).isEqualTo(expected);
        assertThat(reader.newProblems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("goodValues")
    void aValidValueApplies(Setting setting, String text, Object expected, Function<Settings, Object> inForce) {
        properties.put(setting.property(), text);
        assertThat(inForce.apply(reader.read())).isEqualTo(expected);
        assertThat(reader.newProblems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everyPropertyIsTested(Setting setting) {
        Set<Setting> ofNextcloud = Set.of(
                Setting.SERVICE_PASSWORD,
                Setting.SERVICE_ACCOUNT,
                Setting.ACCOUNT_NAME,
                Setting.PASSWORDS,
                Setting.EXISTENCE,
                Setting.ALLOW_HTTP);
        assertThat(Stream.concat(defaults(), Stream.of(arguments(Setting.URL), arguments(Setting.SECRET)))
                        .map(arguments -> (Setting) arguments.get()[0]))
                .doesNotContainAnyElementsOf(ofNextcloud)
                .containsAnyElementsOf(ofNextcloud.contains(setting) ? List.of(Setting.API) : List.of(setting));
        assertThat(Stream.concat(goodValues(), Stream.of(arguments(Setting.CA_FILE)))
                        .map(arguments -> (Setting) arguments.get()[0]))
                .containsAnyElementsOf(ofNextcloud.contains(setting) ? List.of(Setting.API) : List.of(setting));
    }

    @ParameterizedTest
    @CsvSource({"16, 7", "17, 8", "40, 19", "4, 1", "1, 1", "0, 1", "many, 7"})
    void fewerLoginsWaitThanHalfOfOpenfiresThreads(String threads, int logins) {
        properties.put("xmpp.client.processing.threads", threads);
        assertThat(reader.read().loginsWaiting()).isEqualTo(logins);
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void anInvalidValueIsRefusedAndReported(Setting setting, String text, String remedy) {
        Settings before = reader.read();
        properties.put(setting.property(), text);
        assertThat(reader.read()).isEqualTo(before);
        assertThat(reader.newProblems())
                .singleElement()
                .asString()
                .startsWith("the property " + setting.property() + " is \"" + text + "\": ")
                .contains(remedy);
    }

    @ParameterizedTest
    @MethodSource("goodValues")
    void theLastValidValueApplies(Setting setting, String text, Object expected, Function<Settings, Object> inForce) {
        properties.put(setting.property(), text);
        reader.read();
        badValues().map(Arguments::get).filter(bad -> bad[0] == setting).forEach(bad -> {
            properties.put(setting.property(), (String) bad[1]);
            assertThat(inForce.apply(reader.read())).isEqualTo(expected);
            assertThat(reader.newProblems())
                    .singleElement()
                    .asString()
                    .endsWith("; \"" + text.strip() + "\" applies instead");
        });
    }

    @Test
    void reportsEachProblemOnce() {
        properties.put("nextcloudauth.guessLimit", "none");
        reader.read();
        assertThat(reader.newProblems()).hasSize(1);
        reader.read();
        assertThat(reader.newProblems()).isEmpty();
        properties.put("nextcloudauth.guessLimit", "few");
        reader.read();
        assertThat(reader.newProblems()).hasSize(1);
        properties.put("nextcloudauth.guessLimit", "3");
        reader.read();
        properties.put("nextcloudauth.guessLimit", "few");
        reader.read();
        assertThat(reader.newProblems()).hasSize(1);
    }

    @Test
    void aDeletedPropertyHasItsDefault() {
        properties.put("nextcloudauth.guessLimit", "3");
        reader.read();
        properties.remove("nextcloudauth.guessLimit");
        assertThat(reader.read().protection().guessLimit()).isEqualTo(10);
    }

    @Test
    void hasNoCloudWithoutAddressOrSecret() {
        properties.remove("nextcloudauth.secret");
        assertThat(reader.read().endpoint()).isEmpty();
        assertThat(reader.read().serves(ProviderKind.AUTH)).isFalse();
        properties.put("nextcloudauth.secret", "hush");
        properties.remove("nextcloudauth.url");
        assertThat(reader.read().endpoint()).isEmpty();
        assertThat(reader.newProblems()).isEmpty();
    }

    @Test
    void signsWithTheFirstOfSeveralSecrets() {
        properties.put("nextcloudauth.secret", "  new\n\told ");
        Endpoint.Jsxc endpoint = (Endpoint.Jsxc) reader.read().endpoint().orElseThrow();
        assertThat(endpoint.secrets()).containsExactly(ApiSecret.of("new"), ApiSecret.of("old"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user:hush@cloud.example.org/", "https://hush hush@cloud/"})
    void reportsNoPasswordInAnAddress(String url) {
        properties.put("nextcloudauth.url", url);
        reader.read();
        assertThat(reader.newProblems())
                .singleElement()
                .asString()
                .startsWith("the property nextcloudauth.url is not usable: ")
                .doesNotContain("hush");
    }

    @Test
    void reportsNoPasswordInAProxyAddress() {
        properties.put("nextcloudauth.proxy", "http://user:hush@proxy:3128");
        reader.read();
        assertThat(reader.newProblems())
                .singleElement()
                .asString()
                .contains("nextcloudauth.proxy")
                .doesNotContain("hush");
    }

    @Test
    void neverShowsTheSecret() {
        assertThat(reader.read().toString()).doesNotContain("hush");
    }

    @Test
    void aMissingCaFileIsReportedAndTheDefaultApplies(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("ca.pem");
        Files.writeString(file, CERTIFICATE);
        properties.put("nextcloudauth.caFile", file.toString());
        assertThat(reader.read().cloud().caFile()).contains(file);
        assertThat(reader.newProblems()).isEmpty();
        Files.delete(file);
        properties.put("nextcloudauth.guessLimit", "3");
        Settings settings = reader.read();
        assertThat(settings.protection().guessLimit()).isEqualTo(3);
        assertThat(settings.cloud().caFile()).isEmpty();
        assertThat(reader.newProblems()).singleElement().asString().contains("nextcloudauth.caFile");
    }

    // Nextcloud's own API

    private Endpoint.Nextcloud nextcloud() {
        return (Endpoint.Nextcloud) reader.read().endpoint().orElseThrow();
    }

    private void set(Setting setting, String value) {
        properties.put(setting.property(), value);
    }

    @ParameterizedTest
    @CsvSource({
        "https://cloud.example.org, https://cloud.example.org/",
        "https://example.org/nextcloud/index.php/apps/files, https://example.org/nextcloud/"
    })
    void anyOtherAddressIsThatOfANextcloud(String typed, String address) {
        properties.clear();
        set(Setting.URL, typed);
        assertThat(nextcloud())
                .isEqualTo(new Endpoint.Nextcloud(
                        URI.create(address), Optional.empty(), AccountName.LOCAL, false, false, List.of()));
        assertThat(reader.newProblems()).isEmpty();
    }

    @Test
    void settingsForNextcloudsOwnApiApply() {
        set(Setting.URL, "http://cloud.example.org/");
        set(Setting.ACCOUNT_NAME, "local@Domain");
        set(Setting.PASSWORDS, "app-only");
        set(Setting.ALLOW_HTTP, "true");
        assertThat(nextcloud().accountName()).isEqualTo(AccountName.LOCAL_AT_DOMAIN);
        assertThat(nextcloud().appPasswordsOnly()).isTrue();
        assertThat(nextcloud().allowHttp()).isTrue();
        assertThat(reader.read().cloud().strictExistence()).isFalse();
        set(Setting.EXISTENCE, "strict");
        assertThat(reader.read().cloud().strictExistence()).isTrue();
        assertThat(nextcloud().secrets()).as("for tokens").containsExactly(ApiSecret.of("hush"));
    }

    @Test
    void aServiceAccountIsOrdinaryUntilMoreIsConfirmed() {
        set(Setting.URL, "https://cloud.example.org/");
        set(Setting.SERVICE_PASSWORD, " app-passw0rd ");
        assertThat(nextcloud().serviceAccount())
                .contains(new ServiceAccount("app-passw0rd", "https://cloud.example.org:443", false));
        set(Setting.SERVICE_ACCOUNT, "admin");
        assertThat(nextcloud().serviceAccount())
                .map(ServiceAccount::administrator)
                .contains(true);
        assertThat(reader.read().toString()).doesNotContain("app-passw0rd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-passw0rd", "app-passw0rd https://cloud.example.org:443"})
    void aServiceAccountsPasswordIsForTheAddressItWasEnteredFor(String stored) {
        set(Setting.URL, "https://cloud.example.org/");
        set(Setting.SERVICE_PASSWORD, stored);
        assertThat(nextcloud().serviceAccount()).isPresent();
        set(Setting.SERVICE_PASSWORD, "app-passw0rd https://cloud.example.org:443");
        set(Setting.URL, "https://cloud.example.org/subfolder/");
        assertThat(nextcloud().serviceAccount()).isPresent();

        set(Setting.URL, "https://elsewhere.example.org/");
        assertThat(nextcloud().serviceAccount()).isEmpty();
        assertThat(reader.newProblems())
                .singleElement()
                .asString()
                .contains(
                        "nextcloudauth.servicePassword",
                        "https://cloud.example.org:443",
                        "https://elsewhere.example.org:443")
                .doesNotContain("app-passw0rd");
        set(Setting.SERVICE_PASSWORD, "app-passw0rd");
        assertThat(nextcloud().serviceAccount())
                .map(ServiceAccount::origin)
                .contains("https://elsewhere.example.org:443");
        assertThat(reader.refused()).isEmpty();
    }

    @Test
    void settingsThatTheJsxcApiDoesNotUseAreNotReported() {
        set(Setting.SERVICE_PASSWORD, "app-passw0rd https://elsewhere.example.org:443");
        assertThat(reader.read().endpoint()).get().isInstanceOf(Endpoint.Jsxc.class);
        assertThat(reader.newProblems()).isEmpty();
    }

    private static String authDomain(Settings settings) {
        return ((Endpoint.Jsxc) settings.endpoint().orElseThrow()).authenticationDomain();
    }

    private static Arguments is(Setting setting, Object expected, Function<Settings, Object> inForce) {
        return arguments(setting, expected, inForce);
    }

    private static Arguments good(Setting setting, String text, Object expected, Function<Settings, Object> inForce) {
        return arguments(setting, text, expected, inForce);
    }

    /** Nobody's: made for this test. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBdDCCARugAwIBAgIUe4k80s8Ua5vdj33bJs8tiX1KJbswCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjQwNzIyMThaGA8yMTI2MTAzMTA3MjIx
            OFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOpp
            Ocs0Rspw1Zx58WkIivvVTdfj/4OUJrmCCQzgfnsZgKgGeMnnXlP/tLGR0XdEN4Ld
            A8SnC3C1VopPRBlrVnijUzBRMB0GA1UdDgQWBBQhyOErYWD3J9ZCETsnK1bH+6qK
            pDAfBgNVHSMEGDAWgBQhyOErYWD3J9ZCETsnK1bH+6qKpDAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0cAMEQCIGY5jynT3foWtBbtGwZGZJd4nnz+MLGZY2hP
            eHYlh3j4AiBxnmTcV4e2/Su5r2442ApTF7/8sFxUIPHNJ/TELPAwXw==
            -----END CERTIFICATE-----
            """;
}
