package net.xcauth.core.roster;

import java.util.List;
import java.util.Map;

/**
 * Users and groups of a directory at one moment.
 *
 * @param people by user (XMPP local part)
 * @param groups in no order
 */
public record DirectoryImage(Map<String, Person> people, List<Group> groups) {
    public DirectoryImage {
        people = Map.copyOf(people);
        groups = List.copyOf(groups);
    }
}
