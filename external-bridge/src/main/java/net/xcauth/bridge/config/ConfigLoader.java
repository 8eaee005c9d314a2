package net.xcauth.bridge.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.xcauth.bridge.config.DatabaseLoader.Storage;
import net.xcauth.bridge.database.DatabaseSettings;
import net.xcauth.bridge.log.LogSettings;
import net.xcauth.bridge.protocol.CodecSettings;
import net.xcauth.bridge.protocol.Protocol;
import net.xcauth.bridge.protocol.Request;
import net.xcauth.bridge.server.Limits;
import net.xcauth.bridge.server.ListenAddress;
import net.xcauth.bridge.server.UnixSocketFiles;
import net.xcauth.core.auth.ProtectionPolicy;
import net.xcauth.core.cache.CachePolicy;
import net.xcauth.core.cloud.CloudSettings;
import net.xcauth.core.cloud.SignatureAlgorithm;

/** From a command line to what is in force. */
public final class ConfigLoader {
    static final Path DEFAULT_LOG = Path.of("/var/log/xcauth");
    private static final int MOST = 1_000_000;
    private static final int LEAST_ROUNDS = 4;
    private static final int MOST_ROUNDS = 31;

    private final Map<String, String> environment;
    private final String program;
    private final CommandLineOptions commandLine = new CommandLineOptions();

    /** @param environment the program's environment variables */
    public ConfigLoader(Map<String, String> environment) {
        this(environment, "xcauth");
    }

    /**
     * @param environment the program's environment variables
     * @param program     the name that the program was called by
     */
    public ConfigLoader(Map<String, String> environment, String program) {
        this.environment = environment;
        this.program = program;
    }

    /**
     * Reads the command line, and no file yet.
     *
     * @throws ConfigException when an option is wrong
     */
    public Invocation read(String[] arguments) throws ConfigException {
        return new Invocation(commandLine.parse(arguments));
    }

    /**
     * Reads everything.
     *
     * @throws ConfigException for the first thing that cannot be used
     */
    public Config load(String[] arguments) throws ConfigException {
        return read(arguments).load();
    }

    /** A command line that was read. */
    public final class Invocation {
        private final CommandLineOptions.Given given;

        private Invocation(CommandLineOptions.Given given) {
            this.given = given;
        }

        /** What it asks for that needs no configuration: {@code help}, {@code version} or nothing. */
        public Optional<String> information() {
            return command()
                    .filter(ToolLoader.HELP::equals)
                    .or(() -> Stream.of(Option.HELP, Option.VERSION)
                            .filter(given.options()::containsKey)
                            .map(Option::longName)
                            .findFirst());
        }

        /** The words of the command about which help is wanted; none for help about everything. */
        public List<String> topic() {
            return given.words().stream()
                    .skip(command().filter(ToolLoader.HELP::equals).stream().count())
                    .toList();
        }

        /** The command that it begins with, if any. */
        public Optional<String> command() {
            return given.words().stream().findFirst();
        }

        /** What {@code --login} says, if it is there. */
        public Optional<String> login() {
            return Optional.ofNullable(given.options().get(Option.LOGIN)).map(Setting::value);
        }

        /** Whether {@code --json} is there. */
        public boolean json() {
            return given.options().containsKey(Option.JSON);
        }

        /**
         * Reads the rest.
         *
         * @throws ConfigException for the first thing that cannot be used
         */
        public Config load() throws ConfigException {
            return ConfigLoader.this.load(given);
        }
    }

    private Config load(CommandLineOptions.Given given) throws ConfigException {
        Settings settings = Settings.withFile(given.options());
        Values values = new Values(settings.given());
        Optional<Request> test = test(values);
        DatabaseLoader databases = new DatabaseLoader(values, environment);
        DatabaseUse database = databases.load();
        ToolRequest tool = new ToolLoader(values, given.words(), program).load();
        boolean withoutUrl =
                database.used() || tool.isPresent() && !tool.words().contains("doctor");
        return new Config(
                test,
                values.read(Option.TYPE, ConfigLoader::protocol),
                listen(values),
                metrics(values),
                socketFiles(values),
                codecs(values),
                limits(values),
                new EndpointsLoader(values, environment).load(withoutUrl),
                cloud(values),
                cache(values, databases.storage()),
                bcryptRounds(values, database),
                protection(values),
                log(values, test.isPresent()),
                database,
                new RosterLoader(values, environment).load(),
                tool,
                settings.source(),
                warnings(values, databases, database, settings));
    }

    private static int bcryptRounds(Values values, DatabaseUse database) throws ConfigException {
        int[] rounds = values.pair(Option.CACHE_BCRYPT_ROUNDS, LEAST_ROUNDS, MOST_ROUNDS, new int[] {12, 4});
        return rounds[database.remembers() ? 0 : 1];
    }

    private static Optional<Request> test(Values values) throws ConfigException {
        if (values.has(Option.AUTH_TEST)) {
            List<String> asked = fields(values, Option.AUTH_TEST);
            return Optional.of(new Request.Auth(asked.get(0), asked.get(1), asked.get(2)));
        }
        if (values.has(Option.ISUSER_TEST)) {
            List<String> asked = fields(values, Option.ISUSER_TEST);
            return Optional.of(new Request.IsUser(asked.get(0), asked.get(1)));
        }
        if (values.has(Option.ROSTER_TEST)) {
            List<String> asked = fields(values, Option.ROSTER_TEST);
            return Optional.of(new Request.Roster(asked.get(0), asked.get(1)));
        }
        return Optional.empty();
    }

    private static List<String> fields(Values values, Option option) throws ConfigException {
        Setting given = values.setting(option).orElseThrow();
        if (given.values().size() != option.arity()) {
            throw new ConfigException(given.origin() + ": " + option.longName() + " needs " + option.parameter());
        }
        return given.values();
    }

    private static Protocol protocol(String name) {
        return Protocol.named(name)
                .orElseThrow(() -> new IllegalArgumentException("it is one of " + Protocol.labels()));
    }

    private static List<ListenAddress> listen(Values values) throws ConfigException {
        List<ListenAddress> addresses = new ArrayList<>();
        Setting given = values.setting(Option.LISTEN).orElse(new Setting(List.of(), ""));
        for (int i = 0; i < given.values().size(); i++) {
            try {
                addresses.add(ListenAddress.parse(given.values().get(i)));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(
                        given.origins().get(i) + ": listen \"" + given.values().get(i) + "\" " + e.getMessage());
            }
        }
        return addresses;
    }

    private static Optional<InetSocketAddress> metrics(Values values) throws ConfigException {
        Optional<Setting> given = values.setting(Option.METRICS);
        try {
            return given.map(Setting::value).map(ListenAddress::address);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    given.get().origin() + ": metrics \"" + given.get().value() + "\" " + e.getMessage());
        }
    }

    private static UnixSocketFiles socketFiles(Values values) throws ConfigException {
        return new UnixSocketFiles(
                values.mode(Option.SOCKET_MODE, PosixFilePermissions.fromString("rw-rw----")),
                values.setting(Option.SOCKET_GROUP).map(Setting::value));
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

    private static CachePolicy cache(Values values, Storage storage) throws ConfigException {
        CachePolicy defaults = CachePolicy.defaults();
        return new CachePolicy(
                storage != Storage.NONE,
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
                values.path(Option.LOG).orElse(DEFAULT_LOG),
                test || values.has(Option.DEBUG),
                test || values.has(Option.INTERACTIVE));
    }

    private static List<String> warnings(
            Values values, DatabaseLoader databases, DatabaseUse database, Settings settings) throws ConfigException {
        List<String> warnings = new ArrayList<>();
        values.setting(Option.SECRET)
                .filter(Settings::isFromCommandLine)
                .ifPresent(
                        secret -> warnings.add(
                                "the secret is on the command line, where other local users can see it; use secret-file, the "
                                        + "environment variable XCAUTH_SECRET or a configuration file that only this user reads"));
        values.setting(Option.SERVICE_PASSWORD)
                .filter(Settings::isFromCommandLine)
                .ifPresent(password -> warnings.add(
                        "the service password is on the command line, where other local users can see it; use "
                                + "service-password-file, the environment variable " + EndpointsLoader.SERVICE_VARIABLE
                                + " or a configuration file that only this user reads"));
        warnings.addAll(settings.openSecrets());
        if (database.settings() instanceof DatabaseSettings.SqliteFile file) {
            FilePrivacy.databaseComplaint(file.path()).ifPresent(warnings::add);
        }
        databases
                .oldDatabase()
                .ifPresent(old -> warnings.add(old + " is a database of xcauth 1.x, which is not read; "
                        + "print it with the old program (xcdbm -b " + old + " -U) and feed that to xcauth -L, once"));
        values.settings()
                .forEach((option, setting) -> withoutEffect(option, setting)
                        .ifPresent(why ->
                                warnings.add(setting.origin() + ": " + option.longName() + " has no effect " + why)));
        return warnings;
    }

    private static Optional<String> withoutEffect(Option option, Setting setting) {
        if (option.group() == Option.Group.DOMAINS && !Settings.isFromCommandLine(setting)) {
            return Optional.of("in a configuration file, since it would be done at every start; give it on the command "
                    + "line, once");
        }
        return option.group() == Option.Group.LATER
                ? Optional.of("in this version (" + option.description() + ')')
                : Optional.empty();
    }
}
