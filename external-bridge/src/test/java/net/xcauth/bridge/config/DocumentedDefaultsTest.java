package net.xcauth.bridge.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.xcauth.bridge.cli.HelpText;
import net.xcauth.bridge.config.Option.Group;
import net.xcauth.bridge.log.LogSettings;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.net.UnixSocketFiles;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.CloudSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The defaults in the help, in the sample configuration and in the code are the same. */
class DocumentedDefaultsTest {
    private static final Path SAMPLE = Path.of("xcauth.conf");
    private static final Pattern DOCUMENTED = Pattern.compile("\\(([^() ]+?)(?:[:;] [^()]*)?\\)$");
    private static final Pattern SAMPLE_LINE = Pattern.compile("#?([a-z][a-z-]*)(?:=(.*))?");
    private static final Set<Option> WITHOUT_DEFAULT = EnumSet.of(
            Option.URL,
            Option.SERVICE_PASSWORD,
            Option.SERVICE_PASSWORD_FILE,
            Option.SECRET,
            Option.SECRET_FILE,
            Option.PER_DOMAIN_CONFIG,
            Option.CA_FILE,
            Option.PROXY,
            Option.TYPE,
            Option.LISTEN,
            Option.METRICS,
            Option.SOCKET_GROUP,
            Option.DEFAULT_DOMAIN,
            Option.DB,
            Option.DB_USER,
            Option.DB_PASSWORD,
            Option.EJABBERD_API,
            Option.EJABBERD_TOKEN,
            Option.EJABBERDCTL,
            Option.GROUPS_INCLUDE,
            Option.GROUPS_EXCLUDE);

    private static final Map<Option, String> OTHER_VALUES = new EnumMap<>(Map.ofEntries(
            entry(Option.URL, "https://other.example.org/"),
            entry(Option.API, "jsxc"),
            entry(Option.SERVICE_PASSWORD, "other"),
            entry(Option.SERVICE_ACCOUNT, "admin"),
            entry(Option.ACCOUNT_NAME, "local@domain"),
            entry(Option.PASSWORDS, "app-only"),
            entry(Option.EXISTENCE, "strict"),
            entry(Option.SECRET, "other"),
            entry(Option.TIMEOUT, "6,11"),
            entry(Option.SIGNATURE, "sha256"),
            entry(Option.CA_FILE, "other.pem"),
            entry(Option.PROXY, "http://proxy.example.org:3128"),
            entry(Option.CLOUD_CONNECTIONS, "257"),
            entry(Option.CLOUD_WAITING, "10001"),
            entry(Option.BREAKER_FAILURES, "6"),
            entry(Option.BREAKER_PROBE, "6s"),
            entry(Option.GUESS_LIMIT, "11"),
            entry(Option.REFUSED_TTL, "6m"),
            entry(Option.TYPE, "postfix"),
            entry(Option.LISTEN, "postfix=127.0.0.1:23665"),
            entry(Option.SOCKET_MODE, "0600"),
            entry(Option.SOCKET_GROUP, "prosody"),
            entry(Option.DEFAULT_DOMAIN, "example.org"),
            entry(Option.MAX_CONNECTIONS, "4097"),
            entry(Option.MAX_FRAME, "65537"),
            entry(Option.IDLE_TIMEOUT, "1h"),
            entry(Option.REQUEST_TIMEOUT, "31s"),
            entry(Option.METRICS, "127.0.0.1:23669"),
            entry(Option.STOP_TIMEOUT, "21s"),
            entry(Option.CACHE_STORAGE, "memory"),
            entry(Option.CACHE_QUERY_TTL, "2h"),
            entry(Option.CACHE_VERIFICATION_TTL, "2d"),
            entry(Option.APP_PASSWORD_TTL, "2h"),
            entry(Option.CACHE_UNREACHABLE_TTL, "2w"),
            entry(Option.CACHE_PASSWORDS_PER_USER, "5"),
            entry(Option.CACHE_BCRYPT_ROUNDS, "13,5"),
            entry(Option.ISUSER_TTL, "16m"),
            entry(Option.ISUSER_NEGATIVE_TTL, "31s"),
            entry(Option.MISSING_CONFIRMATION, "11m"),
            entry(Option.DB, "other.sqlite3"),
            entry(Option.DB_USER, "other"),
            entry(Option.DB_PASSWORD, "other"),
            entry(Option.DB_REFRESH, "3s"),
            entry(Option.EJABBERD_API, "http://127.0.0.1:5281/api"),
            entry(Option.EJABBERD_TOKEN, "other"),
            entry(Option.EJABBERDCTL, "/usr/sbin/ejabberdctl"),
            entry(Option.EJABBERD_CALLS, "5"),
            entry(Option.EJABBERD_KICK, "never"),
            entry(Option.ROSTER_REFRESH, "16m"),
            entry(Option.GROUPS_INCLUDE, "Staff"),
            entry(Option.GROUPS_EXCLUDE, "Staff"),
            entry(Option.GROUPS_LARGEST, "501"),
            entry(Option.LOG, "other")));
    /** Some options only work with others. */
    private static final List<List<String>> CLOUDS = List.of(
            List.of("url=" + Given.URL, "secret=" + Given.SECRET),
            List.of("url=https://nextcloud.example.org/", "secret=" + Given.SECRET),
            List.of("url=https://nextcloud.example.org/", "service-password=" + Given.SECRET),
            List.of("url=" + Given.URL, "secret=" + Given.SECRET, "db=jdbc:postgresql://127.0.0.1/xcauth"),
            List.of("url=" + Given.URL, "secret=" + Given.SECRET, "ejabberd-api=http://127.0.0.1:5280/api"),
            List.of("secret=" + Given.SECRET, "db=other.sqlite3"));

    @TempDir
    Path folder;

    @Test
    void theDefaultsAreThoseOfThePythonProgram() throws Exception {
        Config config = Given.file(folder).load();

        assertThat(config.cloud()).isEqualTo(CloudSettings.defaults());
        assertThat(config.cloud().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.cloud().requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.cache())
                .isEqualTo(new CachePolicy(
                        false,
                        Duration.ofHours(1),
                        Duration.ofDays(1),
                        Duration.ofDays(7),
                        4,
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(30),
                        CachePolicy.defaults().recognition(),
                        CachePolicy.defaults().maxUsers(),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1)));
        assertThat(config.bcryptRounds()).isEqualTo(4);
        assertThat(config.protection())
                .isEqualTo(new ProtectionPolicy(5, Duration.ofSeconds(5), 10, Duration.ofMinutes(5)));
        assertThat(config.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(config.codecs()).isEqualTo(CodecSettings.DEFAULT);
        assertThat(config.socketFiles())
                .isEqualTo(new UnixSocketFiles(PosixFilePermissions.fromString("rw-rw----"), Optional.empty()));
        assertThat(config.log()).isEqualTo(new LogSettings(Path.of("/var/log/xcauth"), false, false));
        assertThat(config.test()).isEmpty();
        assertThat(config.type()).isEmpty();
        assertThat(config.listen()).isEmpty();
    }

    @Test
    void everyDefaultInTheHelpIsTheRealOne() throws Exception {
        Map<Option, String> defaults = documentedDefaults();
        assertThat(defaults.keySet())
                .as("each option shows its default in parentheses, unless it has none")
                .containsAll(valued().stream()
                        .filter(option -> !WITHOUT_DEFAULT.contains(option))
                        .toList());
        String[] lines = defaults.entrySet().stream()
                .map(entry -> entry.getKey().longName() + "=" + entry.getValue())
                .toArray(String[]::new);

        assertSame(Given.file(folder, lines).load(), Given.file(folder).load());
    }

    @Test
    void everyOptionTakesEffect() throws Exception {
        assertThat(OTHER_VALUES.keySet())
                .as("a value that is not the default, for each option")
                .containsExactlyInAnyOrderElementsOf(valued());
        for (Map.Entry<Option, String> other : OTHER_VALUES.entrySet()) {
            String line = other.getKey().longName() + "=" + other.getValue();

            assertThat(CLOUDS).as(line).anyMatch(cloud -> takesEffect(cloud, line));
        }
    }

    private boolean takesEffect(List<String> cloud, String line) {
        try {
            List<Object> without = parts(loaded(cloud));
            List<String> lines = new ArrayList<>(cloud);
            lines.add(line);
            return !parts(loaded(lines)).equals(without);
        } catch (ConfigException e) {
            // Not with this kind of cloud.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Config loaded(List<String> lines) throws IOException, ConfigException {
        return Given.onlyFile(folder, lines.toArray(String[]::new)).load();
    }

    /** The options that take a value, except those that only name a file with other options. */
    private static Set<Option> valued() {
        return Arrays.stream(Option.values())
                .filter(option -> option.arity() > 0)
                .filter(option -> EnumSet.of(
                                Group.CLOUD, Group.SERVING, Group.CACHE, Group.DATABASE, Group.ROSTERS, Group.PROGRAM)
                        .contains(option.group()))
                .filter(option -> !Set.of(
                                Option.CONFIG_FILE,
                                Option.PER_DOMAIN_CONFIG,
                                Option.SECRET_FILE,
                                Option.SERVICE_PASSWORD_FILE)
                        .contains(option))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Option.class)));
    }

    @Test
    void everyOptionOfTheSampleCanBeUncommented() throws Exception {
        Config config = Given.onlyFile(folder, uncommented(option -> true)).load();

        assertThat(config.listen()).hasSize(5);
        assertThat(config.type()).isPresent();
        assertThat(config.log().debug()).isTrue();
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theUnchangedSampleHasNoCloud() throws Exception {
        Config config = Given.onlyFile(folder, Files.readAllLines(SAMPLE).toArray(String[]::new))
                .load();

        assertThat(config.endpoints().isEmpty()).isTrue();
        assertThat(config.cache().passwords()).isTrue();
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theSampleWorksOnceUrlIsSet() throws Exception {
        String[] filledIn = Files.readAllLines(SAMPLE).stream()
                .map(line -> line.replaceFirst("^#url=.*", "url=https://nextcloud.example.org/"))
                .toArray(String[]::new);

        Config config = Given.onlyFile(folder, filledIn).load();

        assertThat(config.endpoints()).hasToString("https://nextcloud.example.org/");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theSampleWorksOnceUrlAndSecretOfTheJsxcApiAreSet() throws Exception {
        String[] filledIn = Files.readAllLines(SAMPLE).stream()
                .map(line -> line.replaceFirst("^#url=.*", "url=" + Given.URL))
                .map(line -> line.replaceFirst("^#secret=.*", "secret=" + Given.SECRET))
                .toArray(String[]::new);

        Config config = Given.onlyFile(folder, filledIn).load();

        assertThat(config.endpoints()).hasToString(Given.URL);
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void theDefaultsInTheSampleAreTheRealOnes() throws Exception {
        String[] defaults = uncommented(option -> !WITHOUT_DEFAULT.contains(option) && option.arity() > 0);

        Config shown = Given.file(folder, defaults).load();

        assertSame(shown, Given.file(folder, "cache-storage=memory").load());
    }

    @Test
    void theSampleShowsEveryOptionForConfigurationFiles() throws Exception {
        Set<Option> expected = EnumSet.allOf(Option.class);
        expected.removeIf(option -> EnumSet.complementOf(EnumSet.of(
                        Group.CLOUD, Group.SERVING, Group.CACHE, Group.DATABASE, Group.ROSTERS, Group.PROGRAM))
                .contains(option.group()));
        expected.removeAll(Set.of(Option.CONFIG_FILE, Option.HELP, Option.VERSION));

        Set<Option> shown = EnumSet.noneOf(Option.class);
        Files.readAllLines(SAMPLE).forEach(line -> optionOf(line).ifPresent(shown::add));

        assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theHelpListsEveryOptionWithItsShortName() {
        String help = HelpText.all();

        assertThat(Option.values()).allSatisfy(option -> {
            String names =
                    option.shortName().map(letter -> "  -" + letter + ", --").orElse("      --")
                            + option.longName()
                            + (option.arity() == 0 ? "" : " " + option.parameter());
            assertThat(help.lines()).anyMatch(line -> line.equals(names) || line.startsWith(names + "  "));
        });
        assertThat(Option.Group.values())
                .allSatisfy(group -> assertThat(help).contains("\n" + group.heading() + ":\n"));
    }

    @Test
    void theHelpFitsIntoATerminal() {
        assertThat(HelpText.all().lines()).allSatisfy(line -> {
            assertThat(line.length()).isLessThanOrEqualTo(100);
            assertThat(line).isEqualTo(line.stripTrailing());
        });
    }

    /** The last word in parentheses of a description. */
    private static Map<Option, String> documentedDefaults() {
        Map<Option, String> defaults = new HashMap<>();
        for (Option option : Option.values()) {
            Matcher matcher = DOCUMENTED.matcher(option.description());
            if (option.arity() > 0 && option.group() != Option.Group.LATER && matcher.find()) {
                defaults.put(option, matcher.group(1));
            }
        }
        return defaults;
    }

    private String[] uncommented(Predicate<Option> wanted) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "other");
        Path domains = Files.writeString(folder.resolve("domains"), "");
        for (Path file : new Path[] {secret, domains}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
        return Files.readAllLines(SAMPLE).stream()
                .filter(line -> optionOf(line).filter(wanted).isPresent())
                .map(line -> line.startsWith("#") ? line.substring(1) : line)
                .map(line -> line.replaceFirst("^url=.*", "url=https://nextcloud.example.org/"))
                .map(line -> line.startsWith("secret=") || line.startsWith("service-password=")
                        ? ""
                        : line.replace("/etc/xcauth.service-password", secret.toString())
                                .replace("/etc/xcauth.secret", secret.toString())
                                .replace("/etc/xcauth-domains.conf", domains.toString()))
                .toArray(String[]::new);
    }

    private static Optional<Option> optionOf(String line) {
        Matcher matcher = SAMPLE_LINE.matcher(line);
        return matcher.matches() ? Option.named(matcher.group(1)) : Optional.empty();
    }

    private static void assertSame(Config one, Config other) {
        assertThat(parts(one)).isEqualTo(parts(other));
        assertThat(one.warnings()).isEqualTo(other.warnings());
    }

    /** All that options can change. */
    private static List<Object> parts(Config config) {
        return List.of(
                config.type(),
                config.listen(),
                config.metrics(),
                config.socketFiles(),
                config.codecs(),
                config.limits(),
                config.endpoints().all(),
                config.cloud(),
                config.cache(),
                config.bcryptRounds(),
                config.protection(),
                config.log(),
                config.database(),
                config.rosters());
    }
}
