package net.xcauth.bridge.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.protocol.Protocol;

/** The options of the program. The long name is also the key in configuration files. */
public enum Option {
    URL(
            Group.CLOUD,
            "url",
            "u",
            1,
            "URL",
            "the address of your Nextcloud, such as https://cloud.example.org/; for the JSXC chat app (Nextcloud "
                    + "30 and older), the API address from its "
                    + "settings"),
    API(
            Group.CLOUD,
            "api",
            1,
            "auto|nextcloud|jsxc",
            "the API to use: Nextcloud's own, the JSXC app's, or, with auto, the JSXC app's if "
                    + "url ends in externalApi.php and otherwise Nextcloud's own (auto)"),
    SERVICE_PASSWORD(
            Group.CLOUD,
            "service-password",
            1,
            "PASSWORD",
            "app password of a service account in Nextcloud: with it, users exist before their first login and see "
                    + "their groups. Other local users can see it on a command line, so prefer the configuration "
                    + "file, service-password-file or the environment variable XCAUTH_SERVICE_PASSWORD"),
    SERVICE_PASSWORD_FILE(Group.CLOUD, "service-password-file", 1, "FILE", "file with this app password"),
    SERVICE_ACCOUNT(
            Group.CLOUD,
            "service-account",
            1,
            "plain|admin",
            "the rights of that account: admin confirms that it is an administrator, which xcauth does not need "
                    + "(plain)"),
    ACCOUNT_NAME(
            Group.CLOUD,
            "account-name",
            1,
            "local|local@domain",
            "the Nextcloud account of alice@example.org: alice or alice@example.org (local)"),
    PASSWORDS(
            Group.CLOUD,
            "passwords",
            1,
            "any|app-only",
            "with Nextcloud's own API: accept login passwords and app passwords, or app passwords only (any)"),
    EXISTENCE(
            Group.CLOUD,
            "existence",
            1,
            "normal|strict",
            "on a Nextcloud with LDAP accounts whose id is not their login name, the answer for a name that has never "
                    + "logged in: cannot tell, or no such user (normal)"),
    ALLOW_HTTP(Group.CLOUD, "allow-http", "send passwords to a Nextcloud on another machine over plain http"),
    SECRET(
            Group.CLOUD,
            "secret",
            "s",
            1,
            "SECRET",
            "API secret of the JSXC app; with Nextcloud's own API, only its tokens need it. Other local users can see "
                    + "it on a command line, so prefer the configuration file, secret-file or the environment "
                    + "variable XCAUTH_SECRET. Repeat it while the secret is being changed: the one that the cloud "
                    + "accepts signs requests, and tokens of all are accepted"),
    SECRET_FILE(Group.CLOUD, "secret-file", 1, "FILE", "file with the API secret, one per line"),
    PER_DOMAIN_CONFIG(
            Group.CLOUD,
            "per-domain-config",
            "p",
            1,
            "FILE",
            "file with the clouds of individual domains, one per line: \"domain secret url "
                    + "[authentication-domain] [key=value …]\". Write - if there is no secret. The keys "
                    + "are api, service-password, service-password-file, service-account, account-name, "
                    + "passwords and allow-http. A second line with the same domain and url adds a secret"),
    TIMEOUT(
            Group.CLOUD,
            "timeout",
            1,
            "CONNECT,REQUEST",
            "seconds to wait for a connection to the cloud, and for its answer (5,10)"),
    SIGNATURE(Group.CLOUD, "signature", 1, "sha1|sha256", "with the JSXC API: how requests are signed (sha1)"),
    CA_FILE(
            Group.CLOUD,
            "ca-file",
            1,
            "FILE",
            "PEM file with certificate authorities to trust in addition to the system's"),
    PROXY(Group.CLOUD, "proxy", 1, "URL", "proxy for connections to the cloud, as http://host:port"),
    CLOUD_CONNECTIONS(Group.CLOUD, "cloud-connections", 1, "N", "concurrent requests to the cloud (256)"),
    CLOUD_WAITING(
            Group.CLOUD, "cloud-waiting", 1, "N", "requests that may wait until one of these has finished (10000)"),
    BREAKER_FAILURES(
            Group.CLOUD, "breaker-failures", 1, "N", "failures in a row until the cloud is considered unreachable (5)"),
    BREAKER_PROBE(Group.CLOUD, "breaker-probe", 1, "TIME", "interval at which it is then tried (5s)"),
    GUESS_LIMIT(
            Group.CLOUD,
            "guess-limit",
            1,
            "N",
            "wrong passwords for one user within a minute; beyond this, none is sent to the "
                    + "cloud, and one per second is compared with remembered passwords (10)"),
    REFUSED_TTL(
            Group.CLOUD,
            "refused-ttl",
            1,
            "TIME",
            "time for which a password that the cloud has refused is refused without another request; each further "
                    + "refusal doubles it, up to an hour (5m)"),

    TYPE(
            Group.SERVING,
            "type",
            "t",
            1,
            "TYPE",
            "answer on standard input and output: generic, prosody (the same), ejabberd, saslauthd or postfix. "
                    + "Also the protocol of sockets from systemd or inetd that do not name theirs"),
    LISTEN(
            Group.SERVING,
            "listen",
            1,
            "TYPE=HOST:PORT",
            "answer on a TCP port, or with TYPE=/path on a Unix socket; repeatable. Standard input is then ignored"),
    SOCKET_MODE(Group.SERVING, "socket-mode", 1, "MODE", "permissions of socket files, octal (0660)"),
    SOCKET_GROUP(Group.SERVING, "socket-group", 1, "GROUP", "group of socket files"),
    DEFAULT_DOMAIN(Group.SERVING, "default-domain", 1, "DOMAIN", "domain for saslauthd requests that name none"),
    MAX_CONNECTIONS(Group.SERVING, "max-connections", 1, "N", "maximum number of open connections (4096)"),
    MAX_FRAME(Group.SERVING, "max-frame", 1, "BYTES", "maximum length of a request (65536; postfix always 4096)"),
    IDLE_TIMEOUT(
            Group.SERVING, "idle-timeout", 1, "TIME", "close connections without requests after this long (0: never)"),
    REQUEST_TIMEOUT(
            Group.SERVING,
            "request-timeout",
            1,
            "TIME",
            "a request that has begun must be complete after this long (30s)"),
    METRICS(
            Group.SERVING,
            "metrics",
            1,
            "HOST:PORT",
            "serve metrics for Prometheus at /metrics, and a health check at /healthz; there "
                    + "is no password, so use an address that only you can reach"),
    STOP_TIMEOUT(Group.SERVING, "stop-timeout", 1, "TIME", "on SIGTERM, wait this long for requests in progress (20s)"),

    CACHE_STORAGE(Group.CACHE, "cache-storage", 1, "none|memory|db", "where to remember accepted passwords (none)"),
    CACHE_QUERY_TTL(
            Group.CACHE, "cache-query-ttl", 1, "TIME", "a password not used for this long is verified again (1h)"),
    CACHE_VERIFICATION_TTL(
            Group.CACHE,
            "cache-verification-ttl",
            1,
            "TIME",
            "a password not verified by the cloud for this long is verified again (1d)"),
    APP_PASSWORD_TTL(
            Group.CACHE,
            "app-password-ttl",
            1,
            "TIME",
            "with Nextcloud's own API, an app password not verified by the cloud for this long is verified again: "
                    + "users revoke them when they lose a device (1h)"),
    CACHE_UNREACHABLE_TTL(
            Group.CACHE,
            "cache-unreachable-ttl",
            1,
            "TIME",
            "while the cloud is unreachable, its last answers are valid this long (1w)"),
    CACHE_PASSWORDS_PER_USER(Group.CACHE, "cache-passwords-per-user", 1, "N", "passwords remembered per user (4)"),
    CACHE_BCRYPT_ROUNDS(Group.CACHE, "cache-bcrypt-rounds", 1, "DB,MEMORY", "cost of bcrypt: 2^rounds (12,4)"),
    ISUSER_TTL(Group.CACHE, "isuser-ttl", 1, "TIME", "how long \"the user exists\" is remembered (15m)"),
    ISUSER_NEGATIVE_TTL(Group.CACHE, "isuser-negative-ttl", 1, "TIME", "how long \"no such user\" is remembered (30s)"),
    MISSING_CONFIRMATION(
            Group.CACHE,
            "missing-confirmation",
            1,
            "TIME",
            "a known user is deleted if the cloud still does not know the user after this time (10m)"),

    DB(
            Group.DATABASE,
            "db",
            1,
            "FILE|URL",
            "a SQLite file (/var/lib/xcauth/xcauth.sqlite3), jdbc:postgresql://… or jdbc:mariadb://… The default file "
                    + "is used if it exists, or if cache-storage is db"),
    DB_USER(
            Group.DATABASE,
            "db-user",
            1,
            "USER",
            "user name for a database server; or use the environment variable XCAUTH_DB_USER"),
    DB_PASSWORD(
            Group.DATABASE,
            "db-password",
            1,
            "PASSWORD",
            "password for it, only in the configuration file or the environment variable XCAUTH_DB_PASSWORD"),
    DB_REFRESH(
            Group.DATABASE,
            "db-refresh",
            1,
            "TIME",
            "interval at which domains, and changes of users and rosters by other bridges and commands, are read from "
                    + "the database (2s)"),

    EJABBERD_API(
            Group.ROSTERS,
            "ejabberd-api",
            1,
            "URL",
            "ejabberd's HTTP API, to which groups and full names are pushed: http://HOST:PORT/api, https://… or "
                    + "unix:/path. Takes precedence over ejabberdctl"),
    EJABBERD_TOKEN(
            Group.ROSTERS,
            "ejabberd-token",
            1,
            "TOKEN",
            "OAuth token for it, only in the configuration file or the environment variable XCAUTH_EJABBERD_TOKEN"),
    EJABBERDCTL(
            Group.ROSTERS,
            "ejabberdctl",
            1,
            "PATH",
            "ejabberd's control program instead of its API, many times slower"),
    EJABBERD_CALLS(Group.ROSTERS, "ejabberd-calls", 1, "N", "concurrent commands to ejabberd (4)"),
    EJABBERD_KICK(
            Group.ROSTERS,
            "ejabberd-kick",
            1,
            "never|account|password",
            "what ends a user's sessions in ejabberd, and from ejabberd 25.07 on the FAST tokens of online users: "
                    + "nothing, a deleted or disabled account, or also a password that is no longer valid (password)"),
    ROSTER_REFRESH(
            Group.ROSTERS,
            "roster-refresh",
            1,
            "TIME",
            "interval at which the groups of recently seen users are refreshed, and compared "
                    + "with ejabberd's (15m)"),
    GROUPS_INCLUDE(
            Group.ROSTERS,
            "groups-include",
            1,
            "PATTERNS",
            "groups to show; by default all. Separate patterns with commas; * is any text and ? any character"),
    GROUPS_EXCLUDE(Group.ROSTERS, "groups-exclude", 1, "PATTERNS", "groups to hide, even if included"),
    GROUPS_LARGEST(Group.ROSTERS, "groups-largest", 1, "N", "groups with more members are not shown (500)"),

    GET(
            Group.DOMAINS,
            "get",
            "G",
            1,
            "DOMAIN",
            "print the entry of a domain: secret, url, authentication domain and optionally a note, separated by tabs"),
    PUT(Group.DOMAINS, "put", "P", 2, "DOMAIN ENTRY", "store the entry of a domain"),
    DELETE(Group.DOMAINS, "delete", "D", 1, "DOMAIN", "delete the entry of a domain"),
    LOAD(Group.DOMAINS, "load", "L", "store entries from standard input, one per line: domain, tab, entry"),
    UNLOAD(Group.DOMAINS, "unload", "U", "print all entries as -L reads them"),

    AUTH_TEST(Group.TESTS, "auth-test", "A", 3, "USER DOMAIN PASSWORD", "check a password, print True or False"),
    ISUSER_TEST(Group.TESTS, "isuser-test", "I", 2, "USER DOMAIN", "check a user, print True, False or None"),
    ROSTER_TEST(
            Group.TESTS, "roster-test", "R", 2, "USER DOMAIN", "print a user's shared roster as the cloud sends it"),

    LOGIN(
            Group.COMMANDS,
            "login",
            1,
            "USER@DOMAIN",
            "with doctor: try to log in as this user; asks for the password, or reads it from standard input"),
    JSON(Group.COMMANDS, "json", "print the result of a command as JSON"),

    CONFIG_FILE(
            Group.PROGRAM,
            "config-file",
            "c",
            1,
            "FILE",
            "configuration file instead of /etc/xcauth.conf, /etc/external_cloud.conf or ./xcauth.conf, whichever is "
                    + "found first"),
    LOG(Group.PROGRAM, "log", "l", 1, "DIRECTORY", "folder of xcauth.log and xcauth.err (/var/log/xcauth)"),
    INTERACTIVE(Group.PROGRAM, "interactive", "i", "log to standard error instead"),
    DEBUG(Group.PROGRAM, "debug", "d", "log details"),
    VERSION(Group.PROGRAM, "version", "print the version and exit"),
    HELP(Group.PROGRAM, "help", "h", "print this help and exit"),

    DOMAIN_DB(Group.OLD, "domain-db", "b", 1, "FILE", "the database, if db is not given"),
    CACHE_DB(Group.OLD, "cache-db", 1, "FILE", "same as cache-storage=db; the file is not read"),

    SHARED_ROSTER_DB(Group.LATER, "shared-roster-db", 1, "FILE", "database of rosters; replaced by db"),
    UPDATE_ROSTER(Group.LATER, "update-roster", "T", "replaced by ejabberdctl");

    /** The purposes of options, in the order of the help. */
    public enum Group {
        CLOUD("The cloud"),
        SERVING("Serving"),
        CACHE("Cache"),
        DATABASE("The database"),
        ROSTERS("Shared rosters: the cloud's groups in users' rosters"),
        DOMAINS("Domains in the database: one of these instead of serving (also as the program xcdbm)"),
        TESTS("Tests: one request, one answer (the log goes to standard error)"),
        COMMANDS("Options of commands"),
        PROGRAM("The program"),
        OLD("From older versions"),
        LATER("Accepted for compatibility, without effect in this version");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        /** The heading above its options. */
        public String heading() {
            return heading;
        }
    }

    private static final String NONE = "";

    private final Group group;
    private final String longName;
    private final String shortName;
    private final int arity;
    private final String parameter;
    private final String description;

    Option(Group group, String longName, String shortName, int arity, String parameter, String description) {
        this.group = group;
        this.longName = longName;
        this.shortName = shortName;
        this.arity = arity;
        this.parameter = parameter;
        this.description = description;
    }

    /** Without a short name. */
    Option(Group group, String longName, int arity, String parameter, String description) {
        this(group, longName, NONE, arity, parameter, description);
    }

    /** A flag. */
    Option(Group group, String longName, String shortName, String description) {
        this(group, longName, shortName, 0, NONE, description);
    }

    /** A flag without a short name. */
    Option(Group group, String longName, String description) {
        this(group, longName, NONE, 0, NONE, description);
    }

    /** The purpose that it belongs to. */
    public Group group() {
        return group;
    }

    /** The name after two hyphens, and in the configuration file. */
    public String longName() {
        return longName;
    }

    /** The letter after one hyphen. */
    public Optional<String> shortName() {
        return Optional.of(shortName).filter(letter -> !letter.isEmpty());
    }

    /** The number of values; 0 for a flag. */
    public int arity() {
        return arity;
    }

    /** True if it may be given several times to set several values. */
    public boolean isRepeatable() {
        return this == SECRET || this == LISTEN;
    }

    /** True if its value must not be shown. */
    public boolean isSecret() {
        return this == SECRET
                || this == SERVICE_PASSWORD
                || this == AUTH_TEST
                || this == PUT
                || this == DB_PASSWORD
                || this == EJABBERD_TOKEN;
    }

    /** The placeholder of its values; empty for a flag. */
    public String parameter() {
        return parameter;
    }

    /** The words that it takes; empty if it takes others as well. */
    public List<String> choices() {
        if (this == TYPE) {
            return Arrays.stream(Protocol.values()).map(Protocol::label).toList();
        }
        return parameter.matches("[a-z0-9@|-]+") ? List.of(parameter.split("\\|")) : List.of();
    }

    /** The text of the help, with the default in parentheses. */
    public String description() {
        return description;
    }

    /** The option with this long name. */
    public static Optional<Option> named(String longName) {
        return Arrays.stream(values())
                .filter(option -> option.longName.equals(longName))
                .findFirst();
    }
}
