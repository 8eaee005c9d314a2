package net.xcauth.demo.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An HTTP reply.
 *
 * @param headers names as they are sent, each with its values in order
 */
public record HttpReply(int status, Map<String, List<String>> headers, byte[] body) {

    public static final HttpReply POST_ONLY = empty(405).with("Allow", "POST");

    private static final ObjectMapper JSON = new ObjectMapper();

    public static HttpReply json(int status, Object content) {
        try {
            return of(status, "application/json; charset=utf-8", JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the content must be serializable as JSON, got " + content.getClass(), e);
        }
    }

    public static HttpReply rawJson(int status, String json) {
        return of(status, "application/json; charset=utf-8", json.getBytes(UTF_8));
    }

    public static HttpReply html(int status, String html) {
        return of(status, "text/html; charset=utf-8", html.getBytes(UTF_8));
    }

    public static HttpReply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8));
    }

    public static HttpReply redirect(String location) {
        return empty(302).with("Location", location);
    }

    public static HttpReply empty(int status) {
        return new HttpReply(status, Map.of(), new byte[0]);
    }

    public static HttpReply of(int status, String contentType, byte[] body) {
        return new HttpReply(status, Map.of("Content-Type", List.of(contentType)), body);
    }

    /** This reply with an additional header value. */
    public HttpReply with(String name, String value) {
        Map<String, List<String>> extended = new LinkedHashMap<>(headers);
        extended.merge(
                name,
                List.of(value),
                (before, added) ->
                        Stream.concat(before.stream(), added.stream()).toList());
        return new HttpReply(status, extended, body);
    }

    /** This reply with another body and status 200. */
    public HttpReply withBody(byte[] replacement) {
        return new HttpReply(200, headers, replacement);
    }
}
