package net.xcauth.openfire.settings;

/** The Openfire properties that configure the plugin. */
public enum Setting {
    URL("url", ""),
    API("api", "auto"),
    SECRET("secret", ""),
    SERVICE_PASSWORD("servicePassword", ""),
    SERVICE_ACCOUNT("serviceAccount", "plain"),
    ACCOUNT_NAME("accountName", "local"),
    PASSWORDS("passwords", "any"),
    EXISTENCE("existence", "normal"),
    ALLOW_HTTP("allowHttp", "false"),
    AUTH_DOMAIN("authDomain", ""),
    PROVIDERS("providers", "auth,user,group"),
    LOCAL_USERS("localUsers", "admin"),
    SIGNATURE("signature", "sha1"),
    CA_FILE("caFile", ""),
    PROXY("proxy", ""),
    CONNECT_TIMEOUT("timeout.connect", "5s"),
    REQUEST_TIMEOUT("timeout.request", "10s"),
    MOST_REQUESTS("requests.atOnce", "64"),
    MOST_WAITING("requests.waiting", "10000"),
    LOGINS_WAITING("logins.waiting", ""),
    REMEMBER_PASSWORDS("cache.passwords", "true"),
    QUERY_TTL("cache.queryTtl", "1h"),
    VERIFICATION_TTL("cache.verificationTtl", "1d"),
    APP_PASSWORD_TTL("cache.appPasswordTtl", "1h"),
    UNREACHABLE_TTL("cache.unreachableTtl", "7d"),
    PASSWORDS_PER_USER("cache.passwordsPerUser", "4"),
    BCRYPT_ROUNDS("cache.bcryptRounds", "12"),
    ISUSER_TTL("cache.isuserTtl", "15m"),
    ISUSER_NEGATIVE_TTL("cache.isuserNegativeTtl", "30s"),
    MOST_USERS("cache.users", "100000"),
    BREAKER_FAILURES("breaker.failures", "5"),
    BREAKER_PROBE("breaker.probe", "5s"),
    GUESS_LIMIT("guessLimit", "10"),
    REFUSED_TTL("refusedTtl", "5m"),
    GROUPS_INCLUDE("groups.include", ""),
    GROUPS_EXCLUDE("groups.exclude", ""),
    GROUPS_LARGEST("groups.largest", "500"),
    ROSTER_REFRESH("roster.refresh", "15m"),
    ROSTER_OWN("roster.everyUser", "1h"),
    MISSING_CONFIRMATION("deletedUsers.confirmAfter", "10m"),
    DELETE_AFTER("deletedUsers.keepData", "7d"),
    PASSWORDS_END_SESSIONS("passwordChange.endSessions", "false");

    /** The prefix of all of the plugin's properties. */
    public static final String PREFIX = "nextcloudauth.";

    private final String property;
    private final String defaultValue;

    Setting(String name, String defaultValue) {
        property = PREFIX + name;
        this.defaultValue = defaultValue;
    }

    /** The name of the Openfire property. */
    public String property() {
        return property;
    }

    /** The value that applies if the property is not set; empty if there is none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** True if no value of this setting may be shown. */
    public boolean secret() {
        return this == SECRET || this == SERVICE_PASSWORD;
    }

    /** True if this value may be shown. An address may contain a password. */
    public boolean mayBeShown(String value) {
        boolean address = this == URL || this == PROXY;
        return !secret() && !(address && value.indexOf('@') >= 0);
    }
}
