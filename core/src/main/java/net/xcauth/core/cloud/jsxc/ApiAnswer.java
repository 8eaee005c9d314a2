package net.xcauth.core.cloud.jsxc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.xcauth.core.cloud.http.JsonBody;

/**
 * The JSON of an answer, read in one pass. Of the many fields that may be there only those that an operation
 * answers with are kept; one that is missing, null or of the wrong kind is null.
 *
 * <p>Where PHP writes an empty map, it writes {@code []}: an array in place of {@code data} has no fields,
 * an empty one in place of the roster is an empty roster.
 */
final class ApiAnswer {

    private final String text;
    private String result;
    private String uid;
    private Boolean user;
    private String message;
    private boolean roster;

    private ApiAnswer(String text) {
        this.text = text;
    }

    /**
     * Reads a body: UTF-8, perhaps with a byte order mark, one JSON value, nothing after it.
     *
     * @throws IOException if it is anything else
     */
    static ApiAnswer read(byte[] body) throws IOException {
        ApiAnswer answer = new ApiAnswer(JsonBody.text(body));
        try (JsonParser json = JsonBody.parser(answer.text)) {
            answer.readWhole(json);
        }
        return answer;
    }

    /** Loads what reading answers takes. */
    static void prepare() {
        try {
            read("{\"result\":\"\"}".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("this is JSON", e);
        }
    }

    /** The body's text. */
    String text() {
        return text;
    }

    /** {@code success}, {@code noauth}, {@code error}, whatever else the cloud wrote, or an empty text if nothing. */
    String result() {
        return result == null ? "" : result;
    }

    /** {@code data.uid}, or null. */
    String uid() {
        return uid;
    }

    /** {@code data.isUser}, or null. */
    Boolean isUser() {
        return user;
    }

    /** {@code data.msg}, or null. */
    String message() {
        return message;
    }

    /** Whether {@code data.sharedRoster} is a map or an empty array. */
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
                result = textOf(json, value);
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
                case "msg" -> message = textOf(json, value);
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

    /** From the array's first element to its end. */
    private static void skipRestOfArray(JsonParser json) throws IOException {
        do {
            json.skipChildren();
        } while (json.nextToken() != JsonToken.END_ARRAY);
    }

    /** The text of a string or of a whole number (PHP turns "42" into 42 when it is a key); null of all else. */
    static String textOf(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    private static Boolean truthOf(JsonParser json, JsonToken value) throws IOException {
        if (value.isBoolean()) {
            return json.getBooleanValue();
        }
        json.skipChildren();
        return null;
    }
}
