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

/** Shared roster groups and vCards as an ejabberd of either kind has them: one that keeps ids as they are, or one that normalises. */
final class EjabberdModel implements AutoCloseable {
    static final String DOMAIN = "example.org";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean normalises;
    private final ApiStub api;
    private final Map<String, Properties> groups = new TreeMap<>();
    /** From ids to members; also of groups that there are not. */
    private final Map<String, Set<String>> members = new TreeMap<>();

    private final Map<String, String> names = new TreeMap<>();
    /** From commands to what is answered instead. */
    private final Map<String, Answer> faults = new ConcurrentHashMap<>();

    private record Properties(String label, String description, String displayed) {}

    /** @param normalises as from version 24.12 on */
    EjabberdModel(boolean normalises) throws IOException {
        this.normalises = normalises;
        api = new ApiStub(
                (command, body) -> Optional.ofNullable(faults.get(command)).orElseGet(() -> answer(command, body)));
    }

    ApiStub api() {
        return api;
    }

    /** Has a command answered like that from now on. */
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

    /** As when a client deletes the account. */
    synchronized void removeUser(String user) {
        members.values().forEach(each -> each.remove(user + '@' + DOMAIN));
        names.remove(user);
    }

    /** As when its database is lost. */
    synchronized void empty() {
        groups.clear();
        members.clear();
        names.clear();
    }

    /** From ids to labels and members. */
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
        if (normalises && !body.path("display").isArray()) {
            return new Answer(400, "\"Arg <<83>> is not in format {list,{group,binary}}\"");
        }
        if (normalises && id.matches(".*[ \"&'/:<>@].*")) {
            return new Answer(500, "\"internal_error\"");
        }
        JsonNode displayed = body.path("display");
        groups.put(
                normalises ? id.toLowerCase(Locale.ROOT) : id,
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
