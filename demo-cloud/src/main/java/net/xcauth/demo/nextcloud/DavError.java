package net.xcauth.demo.nextcloud;

import net.xcauth.demo.http.HttpReply;

/** The error answers of {@code remote.php/dav}. */
final class DavError {

    private static final String XML = "application/xml; charset=utf-8";
    private static final String NO_BASIC =
            "No 'Authorization: Basic' header found. Either the client didn't send one, or the"
                    + " server is misconfigured, No 'Authorization: Bearer' header found. Either the client didn't send one, or the"
                    + " server is mis-configured";

    private DavError() {}

    static HttpReply of(Caller.Unknown caller) {
        return switch (caller) {
            case ANONYMOUS -> notAuthenticated(NO_BASIC);
            case REFUSED -> notAuthenticated("Username or password was incorrect");
            case DISABLED ->
                reply(
                        503,
                        "Sabre\\DAV\\Exception\\ServiceUnavailable",
                        "OC\\User\\DisabledUserException: Account disabled");
            case APP_PASSWORD_NEEDED -> hint(401, "PasswordLoginForbidden", "password login forbidden");
            case BLOCKED -> hint(429, "TooManyRequests", "too many requests");
            case BROKEN -> reply(500, "Exception", "Internal Server Error");
        };
    }

    static HttpReply maintenance() {
        return reply(503, "OCA\\DAV\\Exception\\ServerMaintenanceMode", "System is in maintenance mode.");
    }

    static HttpReply databaseLocked() {
        return reply(
                500,
                "Doctrine\\DBAL\\Exception\\LockWaitTimeoutException",
                "An exception occurred while executing a query: SQLSTATE[HY000]: General error: 5 database is locked");
    }

    static HttpReply tooManyRequests() {
        return of(Caller.Unknown.BLOCKED);
    }

    static HttpReply notFound(String what) {
        return reply(404, "Sabre\\DAV\\Exception\\NotFound", what);
    }

    static HttpReply badRequest(String why) {
        return reply(400, "Sabre\\DAV\\Exception\\BadRequest", why);
    }

    static HttpReply invalidSyncToken() {
        return HttpReply.of(
                403,
                XML,
                Xml.bytes(
                        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                                + "<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\">\n"
                                + "  <s:exception>Sabre\\DAV\\Exception\\InvalidSyncToken</s:exception>\n"
                                + "  <s:message>Invalid or unknown sync token</s:message>\n  <d:valid-sync-token/>\n</d:error>\n"));
    }

    private static HttpReply notAuthenticated(String why) {
        return reply(401, "Sabre\\DAV\\Exception\\NotAuthenticated", "No public access to this resource., " + why)
                .with("WWW-Authenticate", "Basic realm=\"Nextcloud\", charset=\"UTF-8\"");
    }

    private static HttpReply hint(int status, String exception, String hint) {
        return HttpReply.of(
                status,
                XML,
                Xml.bytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                        + "<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\" xmlns:o=\"http://owncloud.org/ns\">\n"
                        + "  <s:exception>OCA\\DAV\\Connector\\Sabre\\Exception\\" + exception + "</s:exception>\n"
                        + "  <s:message/>\n  <o:hint xmlns:o=\"o:\">" + hint + "</o:hint>\n</d:error>\n"));
    }

    private static HttpReply reply(int status, String exception, String message) {
        return HttpReply.of(
                status,
                XML,
                Xml.bytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                        + "<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\">\n"
                        + "  <s:exception>" + Xml.escape(exception) + "</s:exception>\n"
                        + "  <s:message>" + Xml.escape(message) + "</s:message>\n</d:error>\n"));
    }
}
