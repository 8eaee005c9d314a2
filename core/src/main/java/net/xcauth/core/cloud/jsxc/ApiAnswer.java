package net.xcauth.core.cloud.jsxc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.xcauth.core.cloud.http.JsonBody;

/**
 * The JSON of an answer, parsed in one pass. Only the fields that operations answer with are kept; a field that is
 * missing, null or of the wrong type is empty.
 *
 * <p>PHP writes an empty map as {@code []}: an array instead of {@code data} has no fields, and an empty one instead of
 * the roster is an empty roster.
 */
final class ApiAnswer {

    private final String text;
    private String result = "";
    private Optional<String> uid = Optional.empty();
    private Optional<Boolean> user = Optional.empty();
    private String message = "";
    private boolean roster;

    private ApiAnswer(String text) {
        this.text = text;
    }

    /**
     * Parses a body: UTF-8, possibly with a byte order mark, one JSON value and nothing after it.
     *
     * @throws IOException if it is not valid
     */
    static ApiAnswer read(byte[] body) throws IOException {
        ApiAnswer answer = new ApiAnswer(JsonBody.text(body));
        try (JsonParser json = JsonBody.parser(answer.text)) {
            answer.readWhole(json);
        }
        return answer;
    }

    /** Loads in advance what parsing answers needs. */
    static void prepare() {
        try {
            read("{\"result\":\"\"}".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("this is valid JSON", e);
        }
    }

    /** The text of the body. */
    String text() {
        return text;
    }

    /** {@code success}, {@code noauth}, {@code error} or whatever the cloud wrote; empty if nothing. */
    String result() {
        return result;
    }

    /** {@code data.uid}. */
    Optional<String> uid() {
        return uid;
    }

    /** {@code data.isUser}. */
    Optional<Boolean> isUser() {
        return user;
    }

    /** {@code data.msg}; empty if there is none. */
    String message() {
        return message;
    }

    /** True if {@code data.sharedRoster} is a map or an empty array. */
    boolean hasRoster() {
        return roster;
    }

    private void readWhole(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw new IOException("empty");
        }
        if (first == JsonToken.START_OBJECT) {
            readTop(json);
        } else {
            json.skipChildren();
        }
        if (json.nextToken() != null) {
            throw new IOException("something follows the JSON value");
        }
    }

    private void readTop(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("result")) {
                result = textOf(json, value).orElse("");
            } else if (field.equals("data") && value == JsonToken.START_OBJECT) {
                readData(json);
                continue;
            }
            json.skipChildren();
        }
    }

    private void readData(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "uid" -> uid = textOf(json, value);
                case "msg" -> message = textOf(json, value).orElse("");
                case "isUser" -> user = truthOf(json, value);
                case "sharedRoster" -> roster = rosterAt(json, value);
                default -> json.skipChildren();
            }
        }
    }

    private static boolean rosterAt(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY) {
            return true;
        }
        if (value == JsonToken.START_ARRAY) {
            skipRestOfArray(json);
            return false;
        }
        json.skipChildren();
        return value == JsonToken.START_OBJECT;
    }

    /** Skips from the first element of an array to its end. */
    private static void skipRestOfArray(JsonParser json) throws IOException {
        do {
            json.skipChildren();
        } while (json.nextToken() != JsonToken.END_ARRAY);
    }

    /** The text of a string or an integer (PHP turns the key "42" into 42); empty for anything else. */
    static Optional<String> textOf(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
            return Optional.of(json.getText());
        }
        json.skipChildren();
        return Optional.empty();
    }

    private static Optional<Boolean> truthOf(JsonParser json, JsonToken value) throws IOException {
        if (value.isBoolean()) {
            return Optional.of(json.getBooleanValue());
        }
        json.skipChildren();
        return Optional.empty();
    }
}
