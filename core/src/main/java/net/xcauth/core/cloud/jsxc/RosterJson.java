package net.xcauth.core.cloud.jsxc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.xcauth.core.cloud.CloudRoster;
import net.xcauth.core.cloud.RosterEntry;
import net.xcauth.core.cloud.http.JsonBody;

/** Reads the roster in an answer. Where PHP writes a map, it may write a list, and the other way round. */
public final class RosterJson {
    private RosterJson() {}

    /**
     * Reads a whole answer, {@code {"result":"success","data":{"sharedRoster":…}}}, where the roster is a map from account
     * to name and groups, or an empty array if there are no groups. Anything else in it is left out.
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
            throw new IllegalArgumentException("not the JSON that the cloud's answer was when it came", e);
        }
    }

    /** Goes to the first token inside of the object that this field of the next object holds. */
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
        String name = null;
        List<String> groups = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "name" -> name = ApiAnswer.textOf(parser, value);
                case "groups" -> groups = texts(parser, value);
                default -> parser.skipChildren();
            }
        }
        entries.add(new RosterEntry(account, name == null ? "" : name, groups));
    }

    /** The values of a list, or of a map with numbers as keys: a list with gaps, to PHP. */
    private static List<String> texts(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY && value != JsonToken.START_OBJECT) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
                next != JsonToken.END_ARRAY && next != JsonToken.END_OBJECT;
                next = parser.nextToken()) {
            String text = next == JsonToken.FIELD_NAME ? null : ApiAnswer.textOf(parser, next);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }
}
