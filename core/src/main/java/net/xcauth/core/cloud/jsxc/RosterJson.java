package net.xcauth.core.cloud.jsxc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.cloud.http.JsonBody;

/** Parses the roster in an answer. PHP may write a list instead of a map, and vice versa. */
public final class RosterJson {
    private RosterJson() {}

    /**
     * Parses a complete answer, {@code {"result":"success","data":{"sharedRoster":…}}}, whose roster is a map from
     * account to name and groups, or an empty array if there are no groups. Anything else is ignored.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static CloudRoster read(String json) {
        return new CloudRoster(entries(json), json);
    }

    private static List<RosterEntry> entries(String json) {
        List<RosterEntry> entries = new ArrayList<>();
        try (JsonParser parser = JsonBody.parser(json)) {
            if (enter(parser, "data") && enter(parser, "sharedRoster")) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String account = parser.currentName();
                    entry(account, parser, entries);
                }
            }
            return entries;
        } catch (IOException e) {
            throw new IllegalArgumentException("the cloud's answer is not JSON", e);
        }
    }

    /** Advances to the first token inside the object in this field of the next object. */
    private static boolean enter(JsonParser parser, String wanted) throws IOException {
        JsonToken start = parser.currentToken() == JsonToken.START_OBJECT ? parser.currentToken() : parser.nextToken();
        if (start != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals(wanted)) {
                return value == JsonToken.START_OBJECT;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static void entry(String account, JsonParser parser, List<RosterEntry> entries) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String name = "";
        List<String> groups = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "name" -> name = ApiAnswer.textOf(parser, value).orElse("");
                case "groups" -> groups = texts(parser, value);
                default -> parser.skipChildren();
            }
        }
        entries.add(new RosterEntry(account, name, groups));
    }

    /** The values of a list, or of a map with numeric keys, as PHP writes a list with gaps. */
    private static List<String> texts(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY && value != JsonToken.START_OBJECT) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
                next != JsonToken.END_ARRAY && next != JsonToken.END_OBJECT;
                next = parser.nextToken()) {
            if (next != JsonToken.FIELD_NAME) {
                ApiAnswer.textOf(parser, next).ifPresent(texts::add);
            }
        }
        return texts;
    }
}
