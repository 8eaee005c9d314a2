package net.xcauth.core.cloud.jsxc;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The operations of the external API, each with its request's body and the largest answer that is read. */
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

    /** How many bytes of an answer are read at most. */
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
