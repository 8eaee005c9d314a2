package net.xcauth.bridge.ejabberd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import net.xcauth.bridge.ejabberd.ApiStub.Answer;

/** An ejabberd in memory, with shared roster groups and vCards; it keeps ids unchanged or normalizes them. */
final class EjabberdModel implements AutoCloseable {
    static final String DOMAIN = "example.org";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean normalizes;
    private final ApiStub api;
    private final Map<String, Properties> groups = new TreeMap<>();
    /** Members by group id, even for groups that do not exist. */
    private final Map<String, Set<String>> members = new TreeMap<>();

    private final Map<String, String> names = new TreeMap<>();
    /** Overriding answers, by command. */
    private final Map<String, Answer> faults = new ConcurrentHashMap<>();

    private record Properties(String label, String description, String displayed) {}

    /** @param normalizes true to behave like version 24.12 and later */
    EjabberdModel(boolean normalizes) throws IOException {
        this.normalizes = normalizes;
        api = new ApiStub(
                (command, body) -> Optional.ofNullable(faults.get(command)).orElseGet(() -> answer(command, body)));
    }

    ApiStub api() {
        return api;
    }

    /** Overrides the answer to a command. */
    void fault(String command, Answer answer) {
        faults.put(command, answer);
    }

    void mend() {
        faults.clear();
    }

    synchronized void create(String id, String label, String description, String... users) {
        groups.put(id, new Properties(label, description, id));
        for (String user : users) {
            add(id, user);
        }
    }

    synchronized void add(String id, String user) {
        members.computeIfAbsent(id, absent -> new TreeSet<>()).add(user + '@' + DOMAIN);
    }

    synchronized void remove(String id, String user) {
        members.getOrDefault(id, Set.of()).remove(user + '@' + DOMAIN);
    }

    synchronized void delete(String id) {
        groups.remove(id);
        members.remove(id);
    }

    /** Simulates the deletion of the account by a client. */
    synchronized void removeUser(String user) {
        members.values().forEach(each -> each.remove(user + '@' + DOMAIN));
        names.remove(user);
    }

    /** Simulates the loss of its database. */
    synchronized void empty() {
        groups.clear();
        members.clear();
        names.clear();
    }

    /** Labels and members in one text, by id. */
    synchronized Map<String, String> groups() {
        Map<String, String> all = new TreeMap<>();
        groups.forEach((id, group) -> all.put(
                id,
                group.label
                        + ' '
                        + members.getOrDefault(id, Set.of()).stream()
                                .map(jid -> jid.substring(0, jid.indexOf('@')))
                                .toList()));
        return all;
    }

    synchronized Map<String, String> names() {
        return new TreeMap<>(names);
    }

    synchronized void name(String user, String fullName) {
        names.put(user, fullName);
    }

    private synchronized Answer answer(String command, JsonNode body) {
        String id = body.path("group").asText();
        String user = body.path("user").asText();
        return switch (command) {
            case "registered_vhosts" -> list(Set.of(DOMAIN));
            case "srg_list" -> list(groups.keySet());
            case "srg_get_members" -> list(members.getOrDefault(id, Set.of()));
            case "srg_get_info" -> info(groups.get(id));
            case "srg_create" -> create(id, body);
            case "srg_delete" -> {
                delete(id);
                yield new Answer(200, "0");
            }
            case "srg_user_add" -> {
                add(id, user);
                yield new Answer(200, "0");
            }
            case "srg_user_del" -> {
                remove(id, user);
                yield new Answer(200, "0");
            }
            case "set_vcard" -> {
                names.put(user, body.path("content").asText());
                yield new Answer(200, "0");
            }
            case "get_vcard" ->
                names.containsKey(user)
                        ? new Answer(200, '"' + names.get(user) + '"')
                        : new Answer(400, "\"error_no_vcard_found\"");
            default -> throw new IllegalArgumentException(command);
        };
    }

    private Answer create(String id, JsonNode body) {
        if (normalizes && !body.path("display").isArray()) {
            return new Answer(400, "\"Arg <<83>> is not in format {list,{group,binary}}\"");
        }
        if (normalizes && id.matches(".*[ \"&'/:<>@].*")) {
            return new Answer(500, "\"internal_error\"");
        }
        JsonNode displayed = body.path("display");
        groups.put(
                normalizes ? id.toLowerCase(Locale.ROOT) : id,
                new Properties(
                        body.path("label").asText(),
                        body.path("description").asText(),
                        displayed.isArray() ? displayed.path(0).asText() : displayed.asText()));
        return new Answer(200, "0");
    }

    private static Answer info(Properties group) {
        ArrayNode properties = JSON.createArrayNode();
        if (group != null) {
            property(properties.addObject(), "label", group.label);
            property(properties.addObject(), "description", group.description);
            property(properties.addObject(), "displayed_groups", group.displayed);
        }
        return new Answer(200, properties.toString());
    }

    private static void property(ObjectNode object, String key, String value) {
        object.put("key", key).put("value", value);
    }

    private static Answer list(Set<String> texts) {
        ArrayNode list = JSON.createArrayNode();
        texts.forEach(list::add);
        return new Answer(200, list.toString());
    }

    @Override
    public void close() {
        api.close();
    }
}
