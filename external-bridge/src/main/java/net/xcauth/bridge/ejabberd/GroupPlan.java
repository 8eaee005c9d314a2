package net.xcauth.bridge.ejabberd;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.bridge.ejabberd.Ejabberd.Member;
import net.xcauth.core.roster.Group;

/**
 * The difference between a group in ejabberd and the directory's.
 *
 * @param group    its id in the directory; that in ejabberd where the directory has none
 * @param id       its id in ejabberd
 * @param wanted   the directory's; empty if it is to be deleted
 * @param create   true if ejabberd does not have it, or has it otherwise
 * @param joining  who is to become a member
 * @param leaving  who is a member and must not be
 * @param before   all members that ejabberd has, as {@code user@host}, those of replaced groups included
 * @param replaced ids in ejabberd of earlier forms of the group, to be deleted when it is there; with those of their members who
 *                 are not the group's, and have to leave before
 */
record GroupPlan(
        String group,
        String id,
        Optional<Group> wanted,
        boolean create,
        Set<Member> joining,
        Set<Member> leaving,
        Set<String> before,
        Map<String, Set<Member>> replaced) {

    /** True if ejabberd has something else than the directory. */
    boolean hasWork() {
        return wanted.isEmpty() || create || !joining.isEmpty() || !leaving.isEmpty() || !replaced.isEmpty();
    }
}
