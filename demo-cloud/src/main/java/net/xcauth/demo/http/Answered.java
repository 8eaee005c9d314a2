package net.xcauth.demo.http;

/**
 * An API's answer, and what is needed to log it or to replace it by a fault.
 *
 * @param loginAccepted true if it says that a password is right
 */
public record Answered(Question question, Reply reply, boolean loginAccepted, Dialect dialect) {

    /**
     * The question, as far as it could be understood, without the password.
     *
     * @param operation          the kind of question, empty if it is none of those that are counted
     * @param username           the user or group that it is about, as sent; empty if it is about none
     * @param domain             JSXC only, empty otherwise
     * @param signatureAlgorithm JSXC only, empty otherwise
     * @param signatureValid     JSXC only, false otherwise
     * @param authorization      Nextcloud's own API only: {@code Basic}, {@code Bearer} or empty
     */
    public record Question(
            String operation,
            String username,
            String domain,
            String signatureAlgorithm,
            boolean signatureValid,
            String authorization) {}
}
