package net.xcauth.bridge.roster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.xcauth.core.roster.Group;
import net.xcauth.core.roster.RosterDirectory;

/** Whom a user's roster shows, in the JSON of the {@code contacts:} request. */
final class Contacts {
    static final String UNKNOWN = "{\"status\":\"unknown\"}";
    static final String UNREACHABLE = "{\"status\":\"unreachable\"}";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION_BYTES = 8;

    private Contacts() {}

    /** Somebody who shares groups with the user. */
    record Contact(String user, String name, SortedSet<String> groups) {}

    private record Answer(String status, String version, List<Contact> contacts) {}

    private record Unchanged(String status, String version) {}

    /** Everybody who shares a group with the user, in order. */
    static List<Contact> of(String user, RosterDirectory directory) {
        SortedMap<String, SortedSet<String>> groups = new TreeMap<>();
        for (String id : directory.groupsOf(user)) {
            Optional<Group> group = directory.group(id);
            group.ifPresent(each -> each.members().stream()
                    .filter(member -> !member.equals(user))
                    .forEach(member -> groups.computeIfAbsent(member, absent -> new TreeSet<>())
                            .add(each.label())));
        }
        return groups.entrySet().stream()
                .map(entry -> new Contact(
                        entry.getKey(), directory.fullName(entry.getKey()).orElse(""), entry.getValue()))
                .toList();
    }

    /** @param version what the asker knows; may be empty */
    static String answer(List<Contact> contacts, String version) {
        String list = json(contacts);
        String current = version(list);
        return current.equals(version)
                ? json(new Unchanged("unchanged", current))
                : json(new Answer("ok", current, contacts));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of texts can be written", e);
        }
    }

    private static String version(String list) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
