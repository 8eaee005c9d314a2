package net.xcauth.core.cloud;

import java.util.List;

/**
 * A member of a shared roster.
 *
 * @param account the account's id as the cloud spells it
 * @param name    display name; empty if the cloud gives none
 * @param groups  ids of the groups that this account shares with the owner of the roster
 */
public record RosterEntry(String account, String name, List<String> groups) {
    public RosterEntry {
        groups = List.copyOf(groups);
    }
}
