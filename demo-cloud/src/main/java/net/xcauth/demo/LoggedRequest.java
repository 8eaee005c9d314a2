package net.xcauth.demo;

import java.time.Instant;

/**
 * A request to one of the cloud's APIs, without its password.
 *
 * @param operation          the kind of question, for JSXC as sent; empty if there was none or it could not be read
 * @param username           the user (or group) that was asked about, as sent; empty likewise
 * @param domain             as sent, empty likewise
 * @param signatureAlgorithm as sent, empty if the signature was missing or malformed
 * @param signatureValid     whether the signature was right, whatever was answered
 * @param authorization      {@code Basic}, {@code Bearer}, or empty if no credentials reached the cloud
 * @param path               as sent, with the query
 * @param status             the HTTP status of the answer, or {@link #NO_STATUS}
 * @param at                 when the request had been read
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

    /** Stands for a request that got no answer, because of {@link Fault#DOWN} or {@link Fault#HANG_BEFORE_HEADER}. */
    public static final int NO_STATUS = 0;
}
