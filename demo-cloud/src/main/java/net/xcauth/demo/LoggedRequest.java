package net.xcauth.demo;

import java.time.Instant;

/**
 * A request to the API's address, without its password.
 *
 * @param operation          as sent, empty if there was none or the body could not be read
 * @param username           as sent, empty likewise
 * @param domain             as sent, empty likewise
 * @param signatureAlgorithm as sent, empty if the signature was missing or malformed
 * @param signatureValid     whether the signature was right, whatever was answered
 * @param status             the HTTP status of the answer, or {@link #NO_STATUS}
 * @param at                 when the request had been read
 */
public record LoggedRequest(
        String operation,
        String username,
        String domain,
        String signatureAlgorithm,
        boolean signatureValid,
        int status,
        Instant at) {

    /** Stands for a request that got no answer, because of {@link Fault#DOWN} or {@link Fault#HANG_BEFORE_HEADER}. */
    public static final int NO_STATUS = 0;
}
