package net.xcauth.demo;

import java.time.Instant;

/**
 * A request to one of the cloud's APIs, without its password.
 *
 * @param operation          the kind of request, for JSXC as sent; empty if missing or unreadable
 * @param username           the user (or group) that the request is about, as sent; empty if missing or unreadable
 * @param domain             as sent; empty if missing or unreadable
 * @param signatureAlgorithm as sent; empty if the signature is missing or malformed
 * @param signatureValid     true if the signature is correct, whatever the answer
 * @param authorization      {@code Basic}, {@code Bearer}, or empty if no credentials reached the cloud
 * @param path               as sent, with the query
 * @param status             the HTTP status of the answer, or {@link #NO_STATUS}
 * @param at                 the time at which the request had been read
 */
public record LoggedRequest(
        String operation,
        String username,
        String domain,
        String signatureAlgorithm,
        boolean signatureValid,
        String authorization,
        String path,
        int status,
        Instant at) {

    /** The status of a request without an answer, because of {@link Fault#DOWN} or {@link Fault#HANG_BEFORE_HEADER}. */
    public static final int NO_STATUS = 0;
}
