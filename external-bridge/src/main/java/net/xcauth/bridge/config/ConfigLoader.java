package net.xcauth.bridge.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.xcauth.bridge.config.DatabaseLoader.CacheStorage;
import net.xcauth.bridge.log.LogSettings;
import net.xcauth.bridge.net.Limits;
import net.xcauth.bridge.net.ListenAddress;
import net.xcauth.bridge.net.UnixSocketFiles;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.SignatureAlgorithm;
import net.xcauth.core.text.RefusedException;

/** Builds the configuration from command line, environment and configuration file. */
public final class ConfigLoader {
    private static final int MOST = 1_000_000;
    private static final int LEAST_ROUNDS = 4;
    private static final int MOST_ROUNDS = 31;

    private final Map<String, String> environment;

    /** @param environment the program's environment variables */
    public ConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads the configuration of a program that needs a cloud.
     *
     * @throws ConfigException for the first value that cannot be used
     */
    public Config load(String... arguments) throws ConfigException {
        return load(CommandLine.parse(arguments), true);
    }

    /**
     * Reads the configuration.
     *
     * @param needsCloud true if a secret without a url is a mistake, unless clouds may be in a database
     * @throws ConfigException for the first value that cannot be used
     */
    public Config load(CommandLine commandLine, boolean needsCloud) throws ConfigException {
        ConfigSources sources = ConfigSources.withFile(commandLine.options());
        Values values = new Values(sources.options());
        Optional<Request> test = test(values);
        DatabaseLoader databases = new DatabaseLoader(values, environment);
        DatabaseUse database = databases.load();
        return new Config(
                test,
                values.read(Option.TYPE, ConfigLoader::protocol),
                listen(values),
                metrics(values),
                socketFiles(values),
                codecs(values),
                limits(values),
                new EndpointsLoader(values, environment).load(database.used() || !needsCloud),
                cloud(values),
                cache(values, databases.storage()),
                bcryptRounds(values, database),
                protection(values),
                log(values, test.isPresent()),
                database,
                new RosterLoader(values, environment).load(),
                sources.source(),
                ConfigWarnings.of(sources, database, databases.oldDatabase()));
    }

    private static int bcryptRounds(Values values, DatabaseUse database) throws ConfigException {
        int[] rounds = values.pair(Option.CACHE_BCRYPT_ROUNDS, LEAST_ROUNDS, MOST_ROUNDS, new int[] {12, 4});
        return rounds[database.remembers() ? 0 : 1];
    }

    private static Optional<Request> test(Values values) throws ConfigException {
        if (values.has(Option.AUTH_TEST)) {
            List<String> fields = fields(values, Option.AUTH_TEST);
            return Optional.of(new Request.Auth(fields.get(0), fields.get(1), fields.get(2)));
        }
        if (values.has(Option.ISUSER_TEST)) {
            List<String> fields = fields(values, Option.ISUSER_TEST);
            return Optional.of(new Request.IsUser(fields.get(0), fields.get(1)));
        }
        if (values.has(Option.ROSTER_TEST)) {
            List<String> fields = fields(values, Option.ROSTER_TEST);
            return Optional.of(new Request.Roster(fields.get(0), fields.get(1)));
        }
        return Optional.empty();
    }

    private static List<String> fields(Values values, Option option) throws ConfigException {
        OptionValue given = values.value(option).orElseThrow();
        if (given.values().size() != option.arity()) {
            throw new ConfigException(given.origin() + ": " + option.longName() + " needs " + option.parameter());
        }
        return given.values();
    }

    private static Protocol protocol(String name) {
        return Protocol.named(name).orElseThrow(() -> new RefusedException("it must be one of " + Protocol.labels()));
    }

    private static List<ListenAddress> listen(Values values) throws ConfigException {
        List<ListenAddress> addresses = new ArrayList<>();
        OptionValue given = values.value(Option.LISTEN).orElse(new OptionValue(List.of(), ""));
        for (int i = 0; i < given.values().size(); i++) {
            try {
                addresses.add(ListenAddress.parse(given.values().get(i)));
            } catch (RefusedException e) {
                throw new ConfigException(
                        given.origins().get(i) + ": listen \"" + given.values().get(i) + "\" " + e.getMessage());
            }
        }
        return addresses;
    }

    private static Optional<InetSocketAddress> metrics(Values values) throws ConfigException {
        Optional<OptionValue> given = values.value(Option.METRICS);
        try {
            return given.map(OptionValue::value).map(ListenAddress::address);
        } catch (RefusedException e) {
            throw new ConfigException(
                    given.get().origin() + ": metrics \"" + given.get().value() + "\" " + e.getMessage());
        }
    }

    private static UnixSocketFiles socketFiles(Values values) throws ConfigException {
        return new UnixSocketFiles(
                values.mode(Option.SOCKET_MODE, PosixFilePermissions.fromString("rw-rw----")),
                values.value(Option.SOCKET_GROUP).map(OptionValue::value));
    }

    private static CodecSettings codecs(Values values) throws ConfigException {
        return new CodecSettings(
                values.number(Option.MAX_FRAME, 256, 1 << 24, CodecSettings.DEFAULT.maxFrame()),
                values.text(Option.DEFAULT_DOMAIN, ""));
    }

    private static Limits limits(Values values) throws ConfigException {
        return new Limits(
                values.number(Option.MAX_CONNECTIONS, 1, MOST, Limits.DEFAULT.maxConnections()),
                values.time(Option.IDLE_TIMEOUT, Limits.DEFAULT.idleTimeout()),
                values.timeNotZero(Option.REQUEST_TIMEOUT, Limits.DEFAULT.requestTimeout()),
                values.time(Option.STOP_TIMEOUT, Limits.DEFAULT.stopTimeout()));
    }

    private static CloudSettings cloud(Values values) throws ConfigException {
        CloudSettings defaults = CloudSettings.defaults();
        int[] timeouts = values.pair(Option.TIMEOUT, 1, MOST, new int[] {5, 10});
        CloudSettings cloud = defaults.withTimeouts(Duration.ofSeconds(timeouts[0]), Duration.ofSeconds(timeouts[1]))
                .withSignature(
                        values.read(Option.SIGNATURE, SignatureAlgorithm::parse).orElse(defaults.signature()))
                .withLimits(
                        values.number(Option.CLOUD_CONNECTIONS, 1, MOST, defaults.maxConcurrent()),
                        values.number(Option.CLOUD_WAITING, 0, MOST, defaults.maxWaiting()))
                .withStrictExistence(
                        values.read(Option.EXISTENCE, value -> CloudOptions.oneOf(value, "strict", "normal"))
                                .orElse(defaults.strictExistence()));
        Optional<Path> caFile = values.path(Option.CA_FILE);
        if (caFile.isPresent()) {
            cloud = cloud.withCaFile(caFile.get());
        }
        CloudSettings direct = cloud;
        return values.read(Option.PROXY, proxy -> direct.withProxy(CloudSettings.proxyAddress(proxy)))
                .orElse(direct);
    }

    private static CachePolicy cache(Values values, CacheStorage storage) throws ConfigException {
        CachePolicy defaults = CachePolicy.defaults();
        return new CachePolicy(
                storage != CacheStorage.NONE,
                values.time(Option.CACHE_QUERY_TTL, defaults.queryTtl()),
                values.time(Option.CACHE_VERIFICATION_TTL, defaults.verificationTtl()),
                values.time(Option.CACHE_UNREACHABLE_TTL, defaults.unreachableTtl()),
                values.number(Option.CACHE_PASSWORDS_PER_USER, 1, 1_000, defaults.passwordsPerUser()),
                values.time(Option.ISUSER_TTL, defaults.isuserTtl()),
                values.time(Option.ISUSER_NEGATIVE_TTL, defaults.isuserNegativeTtl()),
                defaults.recognition(),
                defaults.maxUsers(),
                values.time(Option.MISSING_CONFIRMATION, defaults.confirmation()),
                values.time(Option.APP_PASSWORD_TTL, defaults.appPasswordTtl()));
    }

    private static ProtectionPolicy protection(Values values) throws ConfigException {
        ProtectionPolicy defaults = ProtectionPolicy.defaults();
        return new ProtectionPolicy(
                values.number(Option.BREAKER_FAILURES, 1, MOST, defaults.breakerFailures()),
                values.timeNotZero(Option.BREAKER_PROBE, defaults.breakerProbe()),
                values.number(Option.GUESS_LIMIT, 1, MOST, defaults.guessLimit()),
                values.time(Option.REFUSED_TTL, defaults.refusedTtl()));
    }

    private static LogSettings log(Values values, boolean test) throws ConfigException {
        return new LogSettings(
                values.path(Option.LOG).orElse(Defaults.LOG_FOLDER),
                test || values.has(Option.DEBUG),
                test || values.has(Option.INTERACTIVE));
    }
}
