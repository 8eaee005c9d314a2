package net.xcauth.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** An HTTP answer before it is sent. */
record Reply(int status, Map<String, String> headers, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static final Reply POST_ONLY = new Reply(405, Map.of("Allow", "POST"), new byte[0]);

    static Reply json(int status, Object content) {
        try {
            return new Reply(status, contentType("application/json; charset=utf-8"), JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON", e);
        }
    }

    /** The answer to whatever cannot be done: the app knows one status for all of it. */
    static Reply error(String message) {
        return json(500, new ErrorBody("error", Map.of("msg", message)));
    }

    static Reply rawJson(int status, String json) {
        return new Reply(status, contentType("application/json; charset=utf-8"), json.getBytes(UTF_8));
    }

    static Reply html(int status, String html) {
        return new Reply(status, contentType("text/html; charset=utf-8"), html.getBytes(UTF_8));
    }

    static Reply text(int status, String text) {
        return new Reply(status, contentType("text/plain; charset=utf-8"), (text + "\n").getBytes(UTF_8));
    }

    static Reply redirect(String location) {
        return new Reply(302, Map.of("Location", location), new byte[0]);
    }

    private static Map<String, String> contentType(String type) {
        return Map.of("Content-Type", type);
    }

    private record ErrorBody(String result, Object data) {
    }
}
