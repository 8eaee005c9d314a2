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
 */
public record SharedRoster(Map<String, String> fullNames, Map<GroupName, Set<String>> groups,
                           Map<String, Text> skipped, Set<String> unmappable) {
}
