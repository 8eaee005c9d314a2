package net.xcauth.core.cloud;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A shared roster.
 *
 * @param entries accounts that share a group with the user, including the user unless disabled, in the cloud's order;
 *                none if the user is in no group
 * @param labels  display names of groups by id, where they differ from it
 * @param withheld ids of the user's groups whose members the cloud does not list; their absence means nothing
 * @param origin  the source of the data
 * @param json    the entries in the JSON format of the JSXC API, which some servers read:
 *                {@code {"result":"success","data":{"sharedRoster":{"alice":{"name":"Alice","groups":["Staff"]}}}}}
 */
public record CloudRoster(
        List<RosterEntry> entries, Map<String, String> labels, Set<String> withheld, Origin origin, String json) {

    /** The source of a roster. */
    public enum Origin {
        /** One query, which the cloud has answered completely just now. */
        QUESTION,
        /** Directory reads and logins, and a query made for this roster that has updated part of it. */
        READINGS,
        /**
         * Earlier directory reads and logins only: it does not show that the cloud is reachable, or that the account
         * still exists.
         */
        MEMORY
    }

    public CloudRoster {
        entries = List.copyOf(entries);
        labels = Map.copyOf(labels);
        withheld = Set.copyOf(withheld);
        Objects.requireNonNull(json, "json");
    }

    /** A roster whose groups have their ids as display names. */
    public CloudRoster(List<RosterEntry> entries, String json) {
        this(entries, Map.of(), Set.of(), Origin.QUESTION, json);
    }

    /** Loaded when the first roster is written. Buffers kept per thread would keep this class loader alive. */
    private static final class Json {
        static final JsonFactory FACTORY = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                .build();
    }

    /** Creates a roster for a cloud that does not write JSXC's JSON itself. */
    public static CloudRoster of(List<RosterEntry> entries) {
        return of(entries, Map.of());
    }

    /** Creates a roster with display names of groups, by id. */
    public static CloudRoster of(List<RosterEntry> entries, Map<String, String> labels) {
        return of(entries, labels, Set.of(), Origin.QUESTION);
    }

    /** Creates a roster with display names of groups, and with groups whose members the cloud does not list. */
    public static CloudRoster of(
            List<RosterEntry> entries, Map<String, String> labels, Set<String> withheld, Origin origin) {
        return new CloudRoster(entries, labels, withheld, origin, written(entries));
    }

    /** True if no query was made for it. */
    public boolean remembered() {
        return origin == Origin.MEMORY;
    }

    /** True if an answer is a roster that came without a query, so that it says nothing about the cloud's health. */
    public static boolean isRemembered(Answer<CloudRoster> answer) {
        return answer instanceof Answer.Yes<CloudRoster> yes && yes.value().remembered();
    }

    private static String written(List<RosterEntry> entries) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("result", "success");
            json.writeObjectFieldStart("data");
            json.writeObjectFieldStart("sharedRoster");
            for (RosterEntry entry : entries) {
                json.writeObjectFieldStart(entry.account());
                json.writeStringField("name", entry.name());
                json.writeArrayFieldStart("groups");
                for (String group : entry.groups()) {
                    json.writeString(group);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return text.toString();
    }
}
