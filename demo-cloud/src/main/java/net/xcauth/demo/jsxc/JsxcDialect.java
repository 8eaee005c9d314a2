package net.xcauth.demo.jsxc;

import java.util.Map;
import net.xcauth.demo.http.Dialect;
import net.xcauth.demo.http.HttpReply;

/** The error answers of the JSXC app, or of the web server in front of it. */
final class JsxcDialect implements Dialect {

    static final HttpReply NO_AUTH = HttpReply.json(200, Map.of("result", "noauth"));
    static final HttpReply DISABLED = HttpReply.json(401, Map.of("message", "Account disabled"));
    static final HttpReply SIGNATURE_REJECTED = error("Signature does not match.");

    private record ErrorBody(String result, Object data) {}

    /** The app has one status for all errors. */
    static HttpReply error(String message) {
        return HttpReply.json(500, new ErrorBody("error", Map.of("msg", message)));
    }

    @Override
    public HttpReply maintenance() {
        return HttpReply.html(
                503,
                "<!DOCTYPE html><html><body><h2>Maintenance mode</h2>"
                        + "<p>This cloud is currently in maintenance mode.</p></body></html>");
    }

    @Override
    public HttpReply tooManyRequests() {
        return HttpReply.html(429, "<html><body><h1>429 Too Many Requests</h1></body></html>");
    }

    @Override
    public HttpReply databaseLocked() {
        return error(
                "An exception occurred while executing a query: SQLSTATE[HY000]: General error: 5 database is locked");
    }

    @Override
    public HttpReply withoutData() {
        return HttpReply.rawJson(200, "{\"result\":\"success\"}");
    }

    @Override
    public HttpReply foreignJson() {
        return HttpReply.rawJson(200, "{\"ocs\":{\"meta\":{\"status\":\"ok\"},\"data\":[]}}");
    }

    @Override
    public HttpReply endless() {
        return HttpReply.rawJson(200, "{\"result\":\"noauth\",\"padding\":\"");
    }

    @Override
    public HttpReply accountDisabled() {
        return DISABLED;
    }

    @Override
    public HttpReply loginCancelled() {
        return HttpReply.json(401, Map.of("message", "Login canceled by app"));
    }

    @Override
    public HttpReply otherAccount(HttpReply correct) {
        return HttpReply.rawJson(200, "{\"result\":\"success\",\"data\":{\"uid\":\"somebody.else\"}}");
    }

    @Override
    public HttpReply signatureRejected(HttpReply correct) {
        return SIGNATURE_REJECTED;
    }
}
