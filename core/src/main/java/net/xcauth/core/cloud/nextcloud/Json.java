package net.xcauth.core.cloud.nextcloud;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.http.JsonBody;

/**
 * Parses JSON in one pass. Each method reads the value at the parser's position to its end; a value of an unexpected
 * type is skipped and empty.
 *
 * <p>PHP writes an empty map as {@code []}, a list with gaps as an object with numeric keys, and a numeric id as a
 * number: all of these are accepted.
 */
final class Json {

    /** Reads the value at the parser's position to its end. */
    interface Reader<T> {
        Optional<T> read(JsonParser json) throws IOException;
    }

    /** Reads the value of one field to its end. */
    interface Field {
        void read(String name) throws IOException;
    }

    private Json() {}

    /** Parses a body: UTF-8, one JSON value and nothing after it. Empty if invalid, or if the reader finds nothing. */
    static <T> Optional<T> body(byte[] body, Reader<T> reader) {
        try (JsonParser json = JsonBody.parser(JsonBody.text(body))) {
            if (json.nextToken() == null) {
                return Optional.empty();
            }
            Optional<T> value = reader.read(json);
            return json.nextToken() == null ? value : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // invalid or truncated JSON: not an answer of this API
        }
    }

    /** Reads an object's fields one after another. */
    static void fields(JsonParser json, Field field) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field.read(name);
        }
    }

    /** Reads the values of a list, or of an object whose keys are ignored. Returns false if it is neither. */
    static boolean elements(JsonParser json, Field element) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            fields(json, element);
            return true;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            element.read("");
        }
        return true;
    }

    /** The text of a string or an integer. */
    static Optional<String> text(JsonParser json) throws IOException {
        JsonToken value = json.currentToken();
        if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
            return Optional.of(json.getText());
        }
        json.skipChildren();
        return Optional.empty();
    }

    /** The distinct texts of a list, in order. */
    static Optional<Set<String>> texts(JsonParser json) throws IOException {
        Set<String> texts = new LinkedHashSet<>();
        boolean list = elements(json, name -> text(json).ifPresent(texts::add));
        return list ? Optional.of(texts) : Optional.empty();
    }

    static Optional<Boolean> truth(JsonParser json) throws IOException {
        if (json.currentToken().isBoolean()) {
            return Optional.of(json.getBooleanValue());
        }
        json.skipChildren();
        return Optional.empty();
    }

    /** A non-negative integer that fits into an int. */
    static Optional<Integer> number(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
            return Optional.of(json.getIntValue()).filter(number -> number >= 0);
        }
        json.skipChildren();
        return Optional.empty();
    }
}
