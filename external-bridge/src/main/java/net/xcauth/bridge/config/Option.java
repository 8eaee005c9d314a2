package net.xcauth.bridge.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.xcauth.bridge.protocol.Protocol;

/** Everything that can be configured. The long name is the key in configuration files too. */
public enum Option {
    URL(
            Group.CLOUD,
            "url",
            "u",
            1,
            "URL",
            "Nextcloud's address, such as https://cloud.example.org/; or, if you run the "
                    + "JSXC chat app (Nextcloud 30 and older), the API address that its settings show"),
    API(
            Group.CLOUD,
            "api",
            null,
            1,
            "auto|nextcloud|jsxc",
            "the API at url: Nextcloud's own, that of the JSXC app, or "
                    + "the one that url belongs to, which is JSXC's if it ends in externalApi.php (auto)"),
    SERVICE_PASSWORD(
            Group.CLOUD,
            "service-password",
            null,
            1,
            "PASSWORD",
            "app password of a Nextcloud account that asks "
                    + "about others: with it, users exist before their first login and see their groups. Other local users see it "
                    + "on a command line, so prefer the configuration file, service-password-file or the environment variable "
                    + "XCAUTH_SERVICE_PASSWORD"),
    SERVICE_PASSWORD_FILE(Group.CLOUD, "service-password-file", null, 1, "FILE", "file with that app password"),
    SERVICE_ACCOUNT(
            Group.CLOUD,
            "service-account",
            null,
            1,
            "plain|admin",
            "the rights that the account may have: admin "
                    + "confirms that it is an administrator, who can do more than xcauth needs (plain)"),
    ACCOUNT_NAME(
            Group.CLOUD,
            "account-name",
            null,
            1,
            "local|local@domain",
            "the Nextcloud account of alice@example.org: " + "alice or alice@example.org (local)"),
    PASSWORDS(
            Group.CLOUD,
            "passwords",
            null,
            1,
            "any|app-only",
            "with Nextcloud's own API: accept login passwords and app " + "passwords, or app passwords only (any)"),
    EXISTENCE(
            Group.CLOUD,
            "existence",
            null,
            1,
            "normal|strict",
            "on a Nextcloud with LDAP accounts whose id is not their "
                    + "login name, the answer for a name that has never logged in: cannot tell, or no such user (normal)"),
    ALLOW_HTTP(
            Group.CLOUD,
            "allow-http",
            null,
            0,
            null,
            "send passwords to a Nextcloud on another machine over plain http"),
    SECRET(
            Group.CLOUD,
            "secret",
            "s",
            1,
            "SECRET",
            "API secret of the JSXC app; with Nextcloud's own API only its tokens "
                    + "need it. Other local users see it on a command line, so "
                    + "prefer the configuration file, secret-file or the environment variable XCAUTH_SECRET. Repeatable "
                    + "while it is being changed: the one that the cloud takes signs requests, tokens of all are accepted"),
    SECRET_FILE(Group.CLOUD, "secret-file", null, 1, "FILE", "file with the API secret, one a line"),
    PER_DOMAIN_CONFIG(
            Group.CLOUD,
            "per-domain-config",
            "p",
            1,
            "FILE",
            "clouds of single domains, lines of "
                    + "\"domain secret url [authentication-domain] [key=value …]\" with - for no secret; the keys are api, "
                    + "service-password, service-password-file, service-account, account-name, passwords and allow-http. "
                    + "A line more with the same domain and url adds a secret"),
    TIMEOUT(Group.CLOUD, "timeout", null, 1, "CONNECT,REQUEST", "seconds to connect and to answer (5,10)"),
    SIGNATURE(Group.CLOUD, "signature", null, 1, "sha1|sha256", "with the JSXC API: how requests are signed (sha1)"),
    CA_FILE(
            Group.CLOUD,
            "ca-file",
            null,
            1,
            "FILE",
            "certificate authorities in PEM that are trusted in addition to the system's"),
    PROXY(Group.CLOUD, "proxy", null, 1, "URL", "http://host:port through which the cloud is reached"),
    CLOUD_CONNECTIONS(Group.CLOUD, "cloud-connections", null, 1, "N", "requests to the cloud at once (256)"),
    CLOUD_WAITING(Group.CLOUD, "cloud-waiting", null, 1, "N", "requests that may wait for that (10000)"),
    BREAKER_FAILURES(
            Group.CLOUD,
            "breaker-failures",
            null,
            1,
            "N",
            "failures in a row after which the cloud is " + "considered unreachable (5)"),
    BREAKER_PROBE(Group.CLOUD, "breaker-probe", null, 1, "TIME", "how often it is then tried (5s)"),
    GUESS_LIMIT(
            Group.CLOUD,
            "guess-limit",
            null,
            1,
            "N",
            "wrong passwords for one user within a minute, after which "
                    + "no other goes to the cloud, and one a second is compared with remembered ones (10)"),
    REFUSED_TTL(
            Group.CLOUD,
            "refused-ttl",
            null,
            1,
            "TIME",
            "how long a password that the cloud has refused is refused "
                    + "without asking again; each further refusal doubles it, up to an hour (5m)"),

    TYPE(
            Group.SERVING,
            "type",
            "t",
            1,
            "TYPE",
            "answer on standard input and output: generic, prosody (the same), "
                    + "ejabberd, saslauthd or postfix. Also the protocol of inherited sockets without a name that is one"),
    LISTEN(
            Group.SERVING,
            "listen",
            null,
            1,
            "TYPE=HOST:PORT",
            "answer on a TCP port, or with TYPE=/path on a Unix "
                    + "socket; repeatable. Standard input is then not read"),
    SOCKET_MODE(Group.SERVING, "socket-mode", null, 1, "MODE", "permissions of socket files, octal (0660)"),
    SOCKET_GROUP(Group.SERVING, "socket-group", null, 1, "GROUP", "group of socket files"),
    DEFAULT_DOMAIN(Group.SERVING, "default-domain", null, 1, "DOMAIN", "domain of saslauthd users without one"),
    MAX_CONNECTIONS(Group.SERVING, "max-connections", null, 1, "N", "connections open at once (4096)"),
    MAX_FRAME(Group.SERVING, "max-frame", null, 1, "BYTES", "longest request (65536; postfix always 4096)"),
    IDLE_TIMEOUT(
            Group.SERVING,
            "idle-timeout",
            null,
            1,
            "TIME",
            "close connections without requests after this long " + "(0: never)"),
    REQUEST_TIMEOUT(
            Group.SERVING,
            "request-timeout",
            null,
            1,
            "TIME",
            "a request that began must be complete after " + "this long (30s)"),
    METRICS(
            Group.SERVING,
            "metrics",
            null,
            1,
            "HOST:PORT",
            "show counts and times over HTTP for Prometheus at /metrics, and "
                    + "whether all is well at /healthz; without password, so on an address that only you reach"),
    STOP_TIMEOUT(
            Group.SERVING,
            "stop-timeout",
            null,
            1,
            "TIME",
            "on SIGTERM, wait this long for answers under way " + "(20s)"),

    CACHE_STORAGE(
            Group.CACHE,
            "cache-storage",
            null,
            1,
            "none|memory|db",
            "where accepted passwords are remembered " + "(none)"),
    CACHE_QUERY_TTL(
            Group.CACHE,
            "cache-query-ttl",
            null,
            1,
            "TIME",
            "a password not used for this long is verified again " + "(1h)"),
    CACHE_VERIFICATION_TTL(
            Group.CACHE,
            "cache-verification-ttl",
            null,
            1,
            "TIME",
            "a password not verified by the " + "cloud for this long is verified again (1d)"),
    APP_PASSWORD_TTL(
            Group.CACHE,
            "app-password-ttl",
            null,
            1,
            "TIME",
            "with Nextcloud's own API, an app password not "
                    + "verified by the cloud for this long is verified again: users revoke them when they lose a device (1h)"),
    CACHE_UNREACHABLE_TTL(
            Group.CACHE,
            "cache-unreachable-ttl",
            null,
            1,
            "TIME",
            "while the cloud is unreachable, its " + "answers are valid this long (1w)"),
    CACHE_PASSWORDS_PER_USER(
            Group.CACHE, "cache-passwords-per-user", null, 1, "N", "passwords remembered per user " + "(4)"),
    CACHE_BCRYPT_ROUNDS(
            Group.CACHE, "cache-bcrypt-rounds", null, 1, "DB,MEMORY", "passwords are hashed with 2^rounds " + "(12,4)"),
    ISUSER_TTL(Group.CACHE, "isuser-ttl", null, 1, "TIME", "how long \"the user exists\" is remembered (15m)"),
    ISUSER_NEGATIVE_TTL(Group.CACHE, "isuser-negative-ttl", null, 1, "TIME", "how long \"no such user\" is (30s)"),
    MISSING_CONFIRMATION(
            Group.CACHE,
            "missing-confirmation",
            null,
            1,
            "TIME",
            "a user who was known is deleted if the cloud " + "still does not know the user after this time (10m)"),

    DB(
            Group.DATABASE,
            "db",
            null,
            1,
            "FILE|URL",
            "a SQLite file (/var/lib/xcauth/xcauth.sqlite3), jdbc:postgresql://… "
                    + "or jdbc:mariadb://… The default file is used if it exists, or if cache-storage is db"),
    DB_USER(
            Group.DATABASE,
            "db-user",
            null,
            1,
            "USER",
            "who logs in to a database server, or the environment variable " + "XCAUTH_DB_USER"),
    DB_PASSWORD(
            Group.DATABASE,
            "db-password",
            null,
            1,
            "PASSWORD",
            "only in the configuration file, or in the " + "environment variable XCAUTH_DB_PASSWORD"),
    DB_REFRESH(
            Group.DATABASE,
            "db-refresh",
            null,
            1,
            "TIME",
            "how often domains, and what other bridges and "
                    + "commands have changed of users and rosters, are read from the database (2s)"),

    EJABBERD_API(
            Group.ROSTERS,
            "ejabberd-api",
            null,
            1,
            "URL",
            "ejabberd's HTTP API, to which groups and full names are "
                    + "pushed: http://HOST:PORT/api, https://… or unix:/path. Comes before ejabberdctl"),
    EJABBERD_TOKEN(
            Group.ROSTERS,
            "ejabberd-token",
            null,
            1,
            "TOKEN",
            "OAuth token for it, only in the configuration file, "
                    + "or in the environment variable XCAUTH_EJABBERD_TOKEN"),
    EJABBERDCTL(
            Group.ROSTERS, "ejabberdctl", null, 1, "PATH", "the same by ejabberd's control program, many times slower"),
    EJABBERD_CALLS(Group.ROSTERS, "ejabberd-calls", null, 1, "N", "commands to ejabberd at once (4)"),
    EJABBERD_KICK(
            Group.ROSTERS,
            "ejabberd-kick",
            null,
            1,
            "never|account|password",
            "what ends a user's sessions in "
                    + "ejabberd, and from ejabberd 25.07 on the FAST tokens of users who are online: nothing, a deleted or disabled account, or a password that is "
                    + "no longer valid as well (password)"),
    ROSTER_REFRESH(
            Group.ROSTERS,
            "roster-refresh",
            null,
            1,
            "TIME",
            "how often the groups of users seen lately are "
                    + "refreshed, and all that ejabberd has is compared (15m)"),
    GROUPS_INCLUDE(
            Group.ROSTERS,
            "groups-include",
            null,
            1,
            "PATTERNS",
            "the cloud's groups that are shown, if not all; "
                    + "separated by commas; * is any text and ? any character"),
    GROUPS_EXCLUDE(Group.ROSTERS, "groups-exclude", null, 1, "PATTERNS", "groups that are not shown nevertheless"),
    GROUPS_LARGEST(Group.ROSTERS, "groups-largest", null, 1, "N", "groups with more members are not shown (500)"),

    GET(
            Group.DOMAINS,
            "get",
            "G",
            1,
            "DOMAIN",
            "print the entry of a domain: secret, url, authentication domain and "
                    + "perhaps a note, with tabs between"),
    PUT(Group.DOMAINS, "put", "P", 2, "DOMAIN ENTRY", "store the entry of a domain"),
    DELETE(Group.DOMAINS, "delete", "D", 1, "DOMAIN", "delete the entry of a domain"),
    LOAD(Group.DOMAINS, "load", "L", 0, null, "store entries from standard input, lines of domain, tab and entry"),
    UNLOAD(Group.DOMAINS, "unload", "U", 0, null, "print all entries as -L reads them"),

    AUTH_TEST(Group.TESTS, "auth-test", "A", 3, "USER DOMAIN PASSWORD", "check a password, print True or False"),
    ISUSER_TEST(Group.TESTS, "isuser-test", "I", 2, "USER DOMAIN", "check a user, print True, False or None"),
    ROSTER_TEST(
            Group.TESTS,
            "roster-test",
            "R",
            2,
            "USER DOMAIN",
            "print a user's shared roster as the cloud sends " + "it"),

    LOGIN(
            Group.COMMANDS,
            "login",
            null,
            1,
            "USER@DOMAIN",
            "with the command doctor: try this user's password too, " + "which is read from standard input"),
    JSON(Group.COMMANDS, "json", null, 0, null, "let a command print JSON"),

    CONFIG_FILE(
            Group.PROGRAM,
            "config-file",
            "c",
            1,
            "FILE",
            "configuration file instead of /etc/xcauth.conf, "
                    + "/etc/external_cloud.conf or ./xcauth.conf, of which the first found is read"),
    LOG(Group.PROGRAM, "log", "l", 1, "DIRECTORY", "where xcauth.log and xcauth.err are (/var/log/xcauth)"),
    INTERACTIVE(Group.PROGRAM, "interactive", "i", 0, null, "log to standard error instead"),
    DEBUG(Group.PROGRAM, "debug", "d", 0, null, "log details"),
    VERSION(Group.PROGRAM, "version", null, 0, null, "print the version and end"),
    HELP(Group.PROGRAM, "help", "h", 0, null, "print this and end"),

    DOMAIN_DB(Group.OLD, "domain-db", "b", 1, "FILE", "the database, if db is not given"),
    CACHE_DB(Group.OLD, "cache-db", null, 1, "FILE", "means cache-storage=db; the file is not read"),

    SHARED_ROSTER_DB(Group.LATER, "shared-roster-db", null, 1, "FILE", "database of rosters; replaced by db"),
    UPDATE_ROSTER(Group.LATER, "update-roster", "T", 0, null, "replaced by ejabberdctl");

    /** What options are for, in the order of the help. */
    public enum Group {
        CLOUD("The cloud"),
        SERVING("Serving"),
        CACHE("Remembering answers"),
        DATABASE("The database"),
        ROSTERS("Shared rosters: the cloud's groups in users' rosters"),
        DOMAINS("Domains in the database, one of these instead of serving (also as program xcdbm)"),
        TESTS("One question, one answer (the log goes to standard error)"),
        COMMANDS("With the commands"),
        PROGRAM("The program"),
        OLD("From older versions"),
        LATER("Accepted for compatibility, without effect in this version");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        /** What stands above them. */
        public String heading() {
            return heading;
        }
    }

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

    /** What it is for. */
    public Group group() {
        return group;
    }

    /** As it is written behind two hyphens, and in the configuration file. */
    public String longName() {
        return longName;
    }

    /** How many values it takes; 0 for a flag. */
    public int arity() {
        return arity;
    }

    /** Whether each further value is one more, and not one instead. */
    public boolean isRepeatable() {
        return this == SECRET || this == LISTEN;
    }

    /** Whether what it takes must not be shown. */
    public boolean isSecret() {
        return this == SECRET
                || this == SERVICE_PASSWORD
                || this == AUTH_TEST
                || this == PUT
                || this == DB_PASSWORD
                || this == EJABBERD_TOKEN;
    }

    /** What its values are called; null for a flag. */
    public String parameter() {
        return parameter;
    }

    /** The words that may be given, if there are but a few. */
    public List<String> choices() {
        if (this == TYPE) {
            return Arrays.stream(Protocol.values()).map(Protocol::label).toList();
        }
        return parameter != null && parameter.matches("[a-z0-9@|-]+") ? List.of(parameter.split("\\|")) : List.of();
    }

    /** What it does, and its default in parentheses. */
    public String description() {
        return description;
    }

    /** One letter, which stands behind one hyphen; null if there is none. */
    public String shortName() {
        return shortName;
    }

    /** The option of that long name. */
    public static Optional<Option> named(String longName) {
        return Arrays.stream(values())
                .filter(option -> option.longName.equals(longName))
                .findFirst();
    }
}
