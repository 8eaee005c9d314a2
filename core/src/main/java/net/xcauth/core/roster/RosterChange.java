package net.xcauth.core.roster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The changes to a roster directory that one answer of the cloud, or another process, has caused.
 *
 * @param groups  groups that are new, deleted, or have other members or another display name
 * @param renamed new display names by user, including new users
 * @param added   new users
 * @param gone    users whom the cloud no longer knows
 * @param doubted users whose own last answers are outdated, since this one contradicts them
 * @param unclear users to query again: this process and another have different data, and it is unknown which are newer
 */
public record RosterChange(
        List<GroupChange> groups,
        Map<String, String> renamed,
        Set<String> added,
        Set<String> gone,
        Set<String> doubted,
        Set<String> unclear) {
    static final RosterChange NONE = new RosterChange(List.of(), Map.of(), Set.of(), Set.of(), Set.of(), Set.of());

    /** No changes, except users to query again. */
    static RosterChange unclear(Set<String> users) {
        return new RosterChange(List.of(), Map.of(), Set.of(), Set.of(), Set.of(), users);
    }

    RosterChange withUnclear(Set<String> users) {
        return new RosterChange(groups, renamed, added, gone, doubted, Set.copyOf(users));
    }

    /** New display names of existing users, by user. */
    public Map<String, String> newNames() {
        Map<String, String> names = new HashMap<>(renamed);
        names.keySet().removeAll(added);
        return names;
    }

    public boolean isEmpty() {
        return groups.isEmpty() && renamed.isEmpty() && added.isEmpty() && gone.isEmpty();
    }
}
