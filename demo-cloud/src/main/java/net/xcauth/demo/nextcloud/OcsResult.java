package net.xcauth.demo.nextcloud;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.xcauth.demo.http.HttpReply;

/**
 * An answer of the OCS API. Versions 1 and 2 have the same content.
 *
 * @param status HTTP status of version 2
 * @param code   status code of version 2
 * @param data   a map or list
 */
record OcsResult(int status, int code, String message, Object data) {

    static final OcsResult UNAUTHORISED = failure(401, 997, "Unauthorised");
    static final OcsResult NOT_LOGGED_IN = failure(401, 997, "Current user is not logged in");
    static final OcsResult BLOCKED = failure(429, 429, "Reached maximum delay");
    static final OcsResult MAINTENANCE = failure(503, 503, "Service unavailable");
    static final OcsResult INTERNAL_ERROR = failure(500, 996, "Internal Server Error\n");
    static final OcsResult NO_ROUTE = failure(
            404,
            998,
            "Invalid query, please check the syntax. API specifications are here: "
                    + "http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.\n");
    static final OcsResult NO_USER = failure(404, 404, "User does not exist");
    static final OcsResult NOT_SHOWN = failure(404, 998, "");
    static final OcsResult NO_GROUP = failure(404, 404, "The requested group could not be found");

    static OcsResult ok(Object data) {
        return new OcsResult(200, 200, "OK", data);
    }

    static OcsResult forbidden(String message) {
        return failure(403, 403, message);
    }

    static OcsResult failure(int status, int code, String message) {
        return new OcsResult(status, code, message, List.of());
    }

    HttpReply render(RequestTarget target) {
        boolean first = target.ocsVersion() == 1;
        int shownCode = first && code == 200 ? 100 : code;
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("status", code == 200 ? "ok" : "failure");
        meta.put("statuscode", shownCode);
        meta.put("message", message);
        if (first) {
            meta.put("totalitems", "");
            meta.put("itemsperpage", "");
        }
        Map<String, Object> ocs = new LinkedHashMap<>();
        ocs.put("meta", meta);
        ocs.put("data", data);
        return target.wantsJson()
                ? HttpReply.of(
                        first ? firstStatus() : status,
                        "application/json; charset=utf-8",
                        PhpJson.write(Map.of("ocs", ocs)))
                : HttpReply.of(
                        first ? firstStatus() : status,
                        "application/xml; charset=utf-8",
                        Xml.bytes("<?xml version=\"1.0\"?>\n<ocs>\n" + Xml.elements(ocs, 1) + "</ocs>\n"));
    }

    /** In version 1 the HTTP status is 200 for every valid request, even if it is refused. */
    private int firstStatus() {
        return status == 401 || status >= 500 ? status : 200;
    }
}
