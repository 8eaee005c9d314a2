package net.xcauth.core.roster;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The contacts in a user's shared roster, as far as they are known. */
public sealed interface Contacts {

    /** The contacts, in alphabetical order; none if the user shares no group with anyone. */
    record Listed(List<Contact> contacts) implements Contacts {
        public Listed {
            contacts = List.copyOf(contacts);
        }
    }

    /** There is no such user. */
    record NoSuchUser() implements Contacts {}

    /** The cloud is unreachable, and nothing is remembered of the user. */
    record Unreachable() implements Contacts {}

    /**
     * A user who shares groups with the owner of the roster.
     *
     * @param user   XMPP local part
     * @param name   display name; empty if the cloud gives none
     * @param groups display names of the shared groups
     */
    record Contact(String user, String name, SortedSet<String> groups) {}

    /** The other members of a user's groups. */
    static Contacts of(String user, RosterDirectory directory) {
        SortedMap<String, SortedSet<String>> groups = new TreeMap<>();
        for (String id : directory.groupsOf(user)) {
            directory
                    .group(id)
                    .ifPresent(group -> group.members().stream()
                            .filter(member -> !member.equals(user))
                            .forEach(member -> groups.computeIfAbsent(member, absent -> new TreeSet<>())
                                    .add(group.label())));
        }
        return new Listed(groups.entrySet().stream()
                .map(entry -> new Contact(
                        entry.getKey(), directory.fullName(entry.getKey()).orElse(""), entry.getValue()))
                .toList());
    }
}
