package net.xcauth.demo.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An HTTP answer before it is sent.
 *
 * @param headers names in the spelling in which they are set, each with its values in order
 */
public record Reply(int status, Map<String, List<String>> headers, byte[] body) {

    public static final Reply POST_ONLY = empty(405).with("Allow", "POST");

    private static final ObjectMapper JSON = new ObjectMapper();

    public static Reply json(int status, Object content) {
        try {
            return of(status, "application/json; charset=utf-8", JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written as JSON", e);
        }
    }

    public static Reply rawJson(int status, String json) {
        return of(status, "application/json; charset=utf-8", json.getBytes(UTF_8));
    }

    public static Reply html(int status, String html) {
        return of(status, "text/html; charset=utf-8", html.getBytes(UTF_8));
    }

    public static Reply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8));
    }

    public static Reply redirect(String location) {
        return empty(302).with("Location", location);
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    public static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, Map.of("Content-Type", List.of(contentType)), body);
    }

    /** This answer with one more value for that header. */
    public Reply with(String name, String value) {
        Map<String, List<String>> extended = new LinkedHashMap<>(headers);
        extended.merge(
                name,
                List.of(value),
                (before, added) ->
                        Stream.concat(before.stream(), added.stream()).toList());
        return new Reply(status, extended, body);
    }

    /** This answer with another body and the status 200. */
    public Reply withBody(byte[] replacement) {
        return new Reply(200, headers, replacement);
    }
}
