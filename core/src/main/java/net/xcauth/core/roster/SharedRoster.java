package net.xcauth.core.roster;

import java.util.Map;
import java.util.Set;
import net.xcauth.core.text.Text;

/**
 * A user's shared roster, in the terms of the XMPP server.
 *
 * @param fullNames   display names of all whom it lists, by user (XMPP local part); empty where the cloud says none
 * @param groups      members, by group, of the groups that count; of these it is the whole truth
 * @param skipped     why the others do not count, by the cloud's name of the group
 * @param unmappable  accounts that no XMPP user can stand for
 * @param withheld    ids of groups of the user's of which the cloud does not tell who is in them: what is known of them stays
 */
public record SharedRoster(
        Map<String, String> fullNames,
        Map<GroupName, Set<String>> groups,
        Map<String, Text> skipped,
        Set<String> unmappable,
        Set<String> withheld) {

    /** A roster of a cloud that tells all. */
    public SharedRoster(
            Map<String, String> fullNames,
            Map<GroupName, Set<String>> groups,
            Map<String, Text> skipped,
            Set<String> unmappable) {
        this(fullNames, groups, skipped, unmappable, Set.of());
    }
}
