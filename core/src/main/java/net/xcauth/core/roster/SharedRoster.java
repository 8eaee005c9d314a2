package net.xcauth.core.roster;

import java.util.Map;
import java.util.Set;
import net.xcauth.core.roster.Group.GroupName;
import net.xcauth.core.text.Text;

/**
 * A user's shared roster, in the terms of the XMPP server.
 *
 * @param fullNames   display names of all listed users (XMPP local parts); empty where the cloud gives none
 * @param groups      all members of the shown groups
 * @param skipped     the reasons why other groups are not shown, by id in the cloud
 * @param unmappable  accounts that cannot be XMPP users
 * @param withheld    ids of the user's groups whose members the cloud does not list; what is known of them stays
 */
public record SharedRoster(
        Map<String, String> fullNames,
        Map<GroupName, Set<String>> groups,
        Map<String, Text> skipped,
        Set<String> unmappable,
        Set<String> withheld) {

    /** A roster without withheld groups. */
    public SharedRoster(
            Map<String, String> fullNames,
            Map<GroupName, Set<String>> groups,
            Map<String, Text> skipped,
            Set<String> unmappable) {
        this(fullNames, groups, skipped, unmappable, Set.of());
    }
}
