package net.xcauth.bridge.roster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import net.xcauth.bridge.protocol.Reply;
import net.xcauth.core.auth.Outcome.Decision;
import net.xcauth.core.crypto.Sha256;
import net.xcauth.core.roster.Contacts;
import net.xcauth.core.roster.Contacts.Contact;

/** Writes the reply to a {@code contacts:} request, which is JSON. */
final class ContactsJson {
    static final Reply UNKNOWN = new Reply(Decision.NO, "{\"status\":\"unknown\"}");
    static final Reply UNREACHABLE = new Reply(Decision.CANNOT_TELL, "{\"status\":\"unreachable\"}");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION_BYTES = 8;

    private ContactsJson() {}

    private record Current(String status, String version, List<Contact> contacts) {}

    private record Unchanged(String status, String version) {}

    /** @param version the version that the server has; may be empty */
    static Reply reply(Contacts contacts, String version) {
        if (contacts instanceof Contacts.Listed listed) {
            return new Reply(Decision.YES, text(listed.contacts(), version));
        }
        return contacts instanceof Contacts.NoSuchUser ? UNKNOWN : UNREACHABLE;
    }

    private static String text(List<Contact> contacts, String version) {
        String current = Sha256.hex(json(contacts), VERSION_BYTES);
        return current.equals(version)
                ? json(new Unchanged("unchanged", current))
                : json(new Current("ok", current, contacts));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of strings are always serializable", e);
        }
    }
}
