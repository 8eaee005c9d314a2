package net.xcauth.core.roster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The changes to a roster directory by one answer of the cloud, or by another process.
 *
 * @param groups  groups with other members or another display name than before, new ones and those that are gone
 * @param renamed new display names, by user; also of users not known before
 * @param added   users not known before
 * @param gone    users whom the cloud no longer knows
 * @param doubted users whose own last answers do not count any more, since this one says something else
 * @param unclear users to be asked about again: this process and another know different things, and nobody can tell which is newer
 */
public record RosterChange(
        List<GroupChange> groups,
        Map<String, String> renamed,
        Set<String> added,
        Set<String> gone,
        Set<String> doubted,
        Set<String> unclear) {
    static final RosterChange NONE = new RosterChange(List.of(), Map.of(), Set.of(), Set.of(), Set.of(), Set.of());

    /** Nothing has changed. */
    static RosterChange unclear(Set<String> users) {
        return new RosterChange(List.of(), Map.of(), Set.of(), Set.of(), Set.of(), users);
    }

    RosterChange withUnclear(Set<String> users) {
        return new RosterChange(groups, renamed, added, gone, doubted, Set.copyOf(users));
    }

    /** New display names of users who were known before under others, by user. */
    public Map<String, String> newNames() {
        Map<String, String> names = new HashMap<>(renamed);
        names.keySet().removeAll(added);
        return names;
    }

    public boolean isEmpty() {
        return groups.isEmpty() && renamed.isEmpty() && added.isEmpty() && gone.isEmpty();
    }
}
