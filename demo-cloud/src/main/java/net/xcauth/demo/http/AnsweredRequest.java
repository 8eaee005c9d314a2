package net.xcauth.demo.http;

/**
 * An API's answer to a request, with the data for the log and for faults.
 *
 * @param loginAccepted true if the answer confirms a password
 */
public record AnsweredRequest(Summary request, HttpReply reply, boolean loginAccepted, Dialect dialect) {

    /**
     * The legible parts of a request, without its password.
     *
     * @param operation          the kind of request; empty if it has no counter of its own
     * @param username           the user or group that the request is about, as sent; empty if none
     * @param domain             JSXC only, otherwise empty
     * @param signatureAlgorithm JSXC only, otherwise empty
     * @param signatureValid     JSXC only, otherwise false
     * @param authorization      Nextcloud's own API only: {@code Basic}, {@code Bearer} or empty
     */
    public record Summary(
            String operation,
            String username,
            String domain,
            String signatureAlgorithm,
            boolean signatureValid,
            String authorization) {}
}
