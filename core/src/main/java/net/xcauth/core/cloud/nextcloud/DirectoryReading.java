package net.xcauth.core.cloud.nextcloud;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.AddressBook;
import net.xcauth.core.cloud.CloudDirectory;
import net.xcauth.core.cloud.CloudGroup;

/**
 * The result of one read of a cloud's groups.
 *
 * @param names    display names of groups by id, including unwanted ones; empty if they were not read
 * @param limited  true if the cloud may have more groups than it lists
 * @param lists    member lists of the groups that were read, by id
 * @param missing  ids of groups that the cloud says do not exist
 * @param book     the names of accounts; empty if they were not read
 * @param bookAsked the sequence number of the query for them
 */
record DirectoryReading(
        Map<String, String> names,
        boolean limited,
        Map<String, MemberList> lists,
        Set<String> missing,
        Optional<AddressBook> book,
        long bookAsked) {

    /**
     * A group's members.
     *
     * @param members ids of accounts; empty if the service account may not list them
     * @param asked   the sequence number of the query
     */
    record MemberList(Optional<Set<String>> members, long asked) {}

    /** The directory according to this read alone. */
    CloudDirectory directory() {
        Map<String, CloudGroup> groups = new LinkedHashMap<>();
        lists.forEach((id, list) -> groups.put(id, new CloudGroup(names.getOrDefault(id, id), list.members())));
        return CaseCollisions.removed(new CloudDirectory(groups, limited, book.orElse(AddressBook.NOT_OFFERED)));
    }
}
