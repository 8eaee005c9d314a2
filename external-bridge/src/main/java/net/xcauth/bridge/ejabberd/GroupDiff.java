package net.xcauth.bridge.ejabberd;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.core.roster.Group;

/**
 * The difference between a group in ejabberd and in the directory.
 *
 * @param group    its id in the directory; in ejabberd, if the directory does not have it
 * @param id       its id in ejabberd
 * @param target   the group in the directory; empty if it must be deleted
 * @param create   true if ejabberd does not have the group, or has it with other properties
 * @param joining  the members to add
 * @param leaving  the members to remove
 * @param members  all members in ejabberd, as {@code user@host}, with those of replaced groups
 * @param replaced earlier groups to be deleted once this one is complete: by their ids in ejabberd, the members to
 *                 remove first, since they are not members of this group
 */
record GroupDiff(
        String group,
        String id,
        Optional<Group> target,
        boolean create,
        Set<Member> joining,
        Set<Member> leaving,
        Set<String> members,
        Map<String, Set<Member>> replaced) {

    /** True if ejabberd already has the group as the directory does. */
    boolean isEmpty() {
        return target.isPresent() && !create && joining.isEmpty() && leaving.isEmpty() && replaced.isEmpty();
    }
}
