package net.xcauth.core.cloud.nextcloud;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.core.cloud.AddressBook;
import net.xcauth.core.cloud.CloudDirectory;
import net.xcauth.core.cloud.CloudGroup;

/**
 * The result of reading a cloud's groups once.
 *
 * @param names    display names of groups by id, of unwanted ones too; empty if they were not asked for
 * @param limited  true if the cloud may have more groups than it tells
 * @param lists    the answers about the members of the groups that were asked for, by id
 * @param missing  ids of groups that the cloud says it does not have
 * @param book     the names of accounts; empty if they were not asked for
 * @param bookAsked the place of the question for them in the order of questions
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
     * @param asked   the question's place in the order of questions
     */
    record MemberList(Optional<Set<String>> members, long asked) {}

    /** The directory as this reading alone shows it. */
    CloudDirectory directory() {
        Map<String, CloudGroup> groups = new LinkedHashMap<>();
        lists.forEach((id, list) -> groups.put(id, new CloudGroup(names.getOrDefault(id, id), list.members())));
        return Namesakes.removed(new CloudDirectory(groups, limited, book.orElse(AddressBook.NOT_OFFERED)));
    }
}
