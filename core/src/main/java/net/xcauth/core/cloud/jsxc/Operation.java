package net.xcauth.core.cloud.jsxc;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The operations of the external API, with their request bodies and answer limits. */
enum Operation {
    AUTH("auth", 64 * 1024),
    ISUSER("isuser", 64 * 1024),
    SHAREDROSTER("sharedroster", 16 * 1024 * 1024);

    private final String field;
    private final int answerLimit;

    Operation(String field, int answerLimit) {
        this.field = field;
        this.answerLimit = answerLimit;
    }

    /** The maximum number of bytes read of an answer. */
    int answerLimit() {
        return answerLimit;
    }

    /** The body of a request without a password. */
    byte[] body(String account, String authenticationDomain) {
        return form(account, authenticationDomain).toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The body of a request with a password. */
    byte[] body(String account, String authenticationDomain, String password) {
        return form(account, authenticationDomain)
                .append("&password=")
                .append(encoded(password))
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    private StringBuilder form(String account, String authenticationDomain) {
        return new StringBuilder(128)
                .append("operation=")
                .append(field)
                .append("&username=")
                .append(encoded(account))
                .append("&domain=")
                .append(encoded(authenticationDomain));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return field;
    }
}
