package net.xcauth.demo.nextcloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import net.xcauth.demo.http.Dialect;
import net.xcauth.demo.http.HttpReply;

/** Nextcloud's error answers, in the format of the request's target. */
record NextcloudDialect(RequestTarget target, int release) implements Dialect {

    @Override
    public HttpReply maintenance() {
        return switch (target.surface()) {
            case DAV -> DavError.maintenance();
            case OCS -> OcsResult.MAINTENANCE.render(target).with("X-Nextcloud-Maintenance-Mode", "1");
            default ->
                page(503, "This Nextcloud instance is currently in maintenance mode, which may take a while.")
                        .with("X-Nextcloud-Maintenance-Mode", "1")
                        .with("Retry-After", "120");
        };
    }

    @Override
    public HttpReply tooManyRequests() {
        return switch (target.surface()) {
            case DAV -> DavError.tooManyRequests();
            case OCS -> OcsResult.BLOCKED.render(target);
            default -> HttpReply.rawJson(429, "{\"message\":\"Reached maximum delay\"}");
        };
    }

    @Override
    public HttpReply databaseLocked() {
        return switch (target.surface()) {
            case DAV -> DavError.databaseLocked();
            case OCS -> OcsResult.INTERNAL_ERROR.render(target);
            default -> page(500, "Internal Server Error");
        };
    }

    @Override
    public HttpReply withoutData() {
        return HttpReply.rawJson(200, "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"}}}");
    }

    @Override
    public HttpReply foreignJson() {
        return HttpReply.json(200, Map.of("result", "success", "data", Map.of("uid", "alice")));
    }

    @Override
    public HttpReply endless() {
        return HttpReply.rawJson(
                200,
                "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},"
                        + "\"data\":{\"enabled\":true,\"groups\":[\"");
    }

    @Override
    public HttpReply accountDisabled() {
        return OcsApi.refusal(target, release);
    }

    @Override
    public HttpReply loginCancelled() {
        return OcsApi.refusal(target, release);
    }

    @Override
    public HttpReply otherAccount(HttpReply correct) {
        String body = new String(correct.body(), UTF_8).replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"somebody.else\"");
        return correct.withBody(body.getBytes(UTF_8));
    }

    @Override
    public HttpReply signatureRejected(HttpReply correct) {
        return correct;
    }

    /** An HTML page. */
    static HttpReply page(int status, String text) {
        return new HttpReply(
                status,
                Map.of("Content-Type", List.of("text/html; charset=UTF-8")),
                ("<!DOCTYPE html>\n<html class=\"ng-csp\" lang=\"en\">\n\t<head>\n\t\t<title>Nextcloud</title>\n\t</head>\n"
                                + "\t<body>\n\t\t<h2>" + text + "</h2>\n\t</body>\n</html>\n")
                        .getBytes(UTF_8));
    }
}
