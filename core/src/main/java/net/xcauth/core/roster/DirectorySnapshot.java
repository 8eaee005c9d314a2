package net.xcauth.core.roster;

import java.util.List;
import java.util.Map;

/**
 * Users and groups of a directory at one moment.
 *
 * @param people by user (XMPP local part)
 * @param groups in no particular order
 */
public record DirectorySnapshot(Map<String, Person> people, List<Group> groups) {
    public DirectorySnapshot {
        people = Map.copyOf(people);
        groups = List.copyOf(groups);
    }
}
