package net.xcauth.demo.jsxc;

import java.util.Map;
import net.xcauth.demo.http.Dialect;
import net.xcauth.demo.http.Reply;

/** How the JSXC app, or the web server before it, says what has gone wrong. */
final class JsxcDialect implements Dialect {

    static final Reply NO_AUTH = Reply.json(200, Map.of("result", "noauth"));
    static final Reply DISABLED = Reply.json(401, Map.of("message", "Account disabled"));
    static final Reply SIGNATURE_REJECTED = error("Signature does not match.");

    private record ErrorBody(String result, Object data) {}

    /** The answer to whatever cannot be done: the app knows one status for all of it. */
    static Reply error(String message) {
        return Reply.json(500, new ErrorBody("error", Map.of("msg", message)));
    }

    @Override
    public Reply maintenance() {
        return Reply.html(
                503,
                "<!DOCTYPE html><html><body><h2>Maintenance mode</h2>"
                        + "<p>This cloud is currently in maintenance mode.</p></body></html>");
    }

    @Override
    public Reply tooManyRequests() {
        return Reply.html(429, "<html><body><h1>429 Too Many Requests</h1></body></html>");
    }

    @Override
    public Reply databaseLocked() {
        return error(
                "An exception occurred while executing a query: SQLSTATE[HY000]: General error: 5 database is locked");
    }

    @Override
    public Reply withoutData() {
        return Reply.rawJson(200, "{\"result\":\"success\"}");
    }

    @Override
    public Reply foreignJson() {
        return Reply.rawJson(200, "{\"ocs\":{\"meta\":{\"status\":\"ok\"},\"data\":[]}}");
    }

    @Override
    public Reply endless() {
        return Reply.rawJson(200, "{\"result\":\"noauth\",\"padding\":\"");
    }

    @Override
    public Reply accountDisabled() {
        return DISABLED;
    }

    @Override
    public Reply loginCancelled() {
        return Reply.json(401, Map.of("message", "Login canceled by app"));
    }

    @Override
    public Reply otherAccount(Reply right) {
        return Reply.rawJson(200, "{\"result\":\"success\",\"data\":{\"uid\":\"somebody.else\"}}");
    }

    @Override
    public Reply signatureRejected(Reply right) {
        return SIGNATURE_REJECTED;
    }
}
