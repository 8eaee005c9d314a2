package net.xcauth.core.cloud;

import java.util.List;

/**
 * Somebody in a shared roster.
 *
 * @param account the cloud's name of the account, as it spells it
 * @param name    the display name; empty if the cloud says none
 * @param groups  ids of the groups that this account shares with the account whose roster it is
 */
public record RosterEntry(String account, String name, List<String> groups) {
    public RosterEntry {
        groups = List.copyOf(groups);
    }
}
