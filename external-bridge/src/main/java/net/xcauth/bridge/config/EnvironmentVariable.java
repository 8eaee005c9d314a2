package net.xcauth.bridge.config;

import java.util.Map;
import java.util.Optional;

/** The environment variables that configure the program. */
public enum EnvironmentVariable {
    SERVICE_PASSWORD(
            "XCAUTH_SERVICE_PASSWORD",
            "the service account's app password; overrides the configuration file, and the command line overrides it"),
    SECRET(
            "XCAUTH_SECRET",
            "the API secret of the JSXC app; overrides the configuration file, and the command line overrides it"),
    DB_USER("XCAUTH_DB_USER", "the user name on a database server; overrides db-user"),
    DB_PASSWORD("XCAUTH_DB_PASSWORD", "the password on a database server; overrides db-password"),
    EJABBERD_TOKEN("XCAUTH_EJABBERD_TOKEN", "the OAuth token for ejabberd's HTTP API; overrides ejabberd-token");

    private final String variable;
    private final String meaning;

    EnvironmentVariable(String variable, String meaning) {
        this.variable = variable;
        this.meaning = meaning;
    }

    /** Its name in the environment. */
    public String variable() {
        return variable;
    }

    /** Its value, and what that overrides, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Its value; empty if it is not set. */
    Optional<String> in(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable));
    }
}
