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
 * @param entries everybody who shares a group with the user, the user too unless disabled, in the cloud's order; nobody if the user is in
 *                no group
 * @param labels  display names of groups, by id, where a cloud tells the two apart; a group that is not here is called as its
 *                id
 * @param withheld ids of the user's groups whose members the cloud does not tell: nothing follows from their absence
 * @param origin  what it is taken from
 * @param json    the entries as the JSXC API writes them, which some servers read:
 *                {@code {"result":"success","data":{"sharedRoster":{"alice":{"name":"Alice","groups":["Staff"]}}}}}
 */
public record CloudRoster(
        List<RosterEntry> entries, Map<String, String> labels, Set<String> withheld, Origin origin, String json) {

    /** What a roster is taken from. */
    public enum Origin {
        /** The answer to one question: the cloud says all of it now. */
        QUESTION,
        /** What readings and logins have shown, and a question that was asked for it, to which the answer of now is a part of it. */
        READINGS,
        /** What readings and logins have shown alone: it does not show that the cloud answers, or that the account exists, now. */
        MEMORY
    }

    public CloudRoster {
        entries = List.copyOf(entries);
        labels = Map.copyOf(labels);
        withheld = Set.copyOf(withheld);
        Objects.requireNonNull(json, "json");
    }

    /** A roster whose groups are called as their ids. */
    public CloudRoster(List<RosterEntry> entries, String json) {
        this(entries, Map.of(), Set.of(), Origin.QUESTION, json);
    }

    /** Loaded by the first roster that is written. Buffers kept per thread would keep this class loader alive. */
    private static final class Json {
        static final JsonFactory FACTORY = JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                .build();
    }

    /** The roster with these entries, of a cloud that does not write JSXC's JSON itself. */
    public static CloudRoster of(List<RosterEntry> entries) {
        return of(entries, Map.of());
    }

    /** The same with display names of groups, by id. */
    public static CloudRoster of(List<RosterEntry> entries, Map<String, String> labels) {
        return of(entries, labels, Set.of(), Origin.QUESTION);
    }

    /** The same with groups whose members the cloud does not tell. */
    public static CloudRoster of(
            List<RosterEntry> entries, Map<String, String> labels, Set<String> withheld, Origin origin) {
        return new CloudRoster(entries, labels, withheld, origin, written(entries));
    }

    /** True if the cloud was not asked for it. */
    public boolean remembered() {
        return origin == Origin.MEMORY;
    }

    /** True if an answer is a roster for which the cloud was not asked, so that it shows nothing about the cloud. */
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
            throw new UncheckedIOException("a text in memory can be written", e);
        }
        return text.toString();
    }
}
