package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import net.xcauth.demo.http.Dialect;
import net.xcauth.demo.http.Reply;

/** How Nextcloud says what has gone wrong, in the form of the part that was asked. */
record NextcloudDialect(Inquiry inquiry, int release) implements Dialect {

    @Override
    public Reply maintenance() {
        return switch (inquiry.surface()) {
            case DAV -> DavError.maintenance();
            case OCS -> OcsResult.MAINTENANCE.render(inquiry).with("X-Nextcloud-Maintenance-Mode", "1");
            default ->
                page(503, "This Nextcloud instance is currently in maintenance mode, which may take a while.")
                        .with("X-Nextcloud-Maintenance-Mode", "1")
                        .with("Retry-After", "120");
        };
    }

    @Override
    public Reply tooManyRequests() {
        return switch (inquiry.surface()) {
            case DAV -> DavError.tooManyRequests();
            case OCS -> OcsResult.BLOCKED.render(inquiry);
            default -> Reply.rawJson(429, "{\"message\":\"Reached maximum delay\"}");
        };
    }

    @Override
    public Reply databaseLocked() {
        return switch (inquiry.surface()) {
            case DAV -> DavError.databaseLocked();
            case OCS -> OcsResult.INTERNAL_ERROR.render(inquiry);
            default -> page(500, "Internal Server Error");
        };
    }

    @Override
    public Reply withoutData() {
        return Reply.rawJson(200, "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"}}}");
    }

    @Override
    public Reply foreignJson() {
        return Reply.json(200, Map.of("result", "success", "data", Map.of("uid", "alice")));
    }

    @Override
    public Reply endless() {
        return Reply.rawJson(
                200,
                "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},"
                        + "\"data\":{\"enabled\":true,\"groups\":[\"");
    }

    @Override
    public Reply accountDisabled() {
        return OcsApi.refusal(inquiry, release);
    }

    @Override
    public Reply loginCancelled() {
        return OcsApi.refusal(inquiry, release);
    }

    @Override
    public Reply otherAccount(Reply right) {
        String body = new String(right.body(), UTF_8).replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"somebody.else\"");
        return right.withBody(body.getBytes(UTF_8));
    }

    @Override
    public Reply signatureRejected(Reply right) {
        return right;
    }

    /** A page for people. */
    static Reply page(int status, String text) {
        return new Reply(
                status,
                Map.of("Content-Type", List.of("text/html; charset=UTF-8")),
                ("<!DOCTYPE html>\n<html class=\"ng-csp\" lang=\"en\">\n\t<head>\n\t\t<title>Nextcloud</title>\n\t</head>\n"
                                + "\t<body>\n\t\t<h2>" + text + "</h2>\n\t</body>\n</html>\n")
                        .getBytes(UTF_8));
    }
}
