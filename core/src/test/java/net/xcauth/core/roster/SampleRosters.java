package net.xcauth.core.roster;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.xcauth.core.roster.Group.GroupName;

/** Creates rosters. */
final class SampleRosters {
    private SampleRosters() {}

    /**
     * A roster whose users have display names such as {@code Alice}.
     *
     * @param groups names of groups and members, as {@code Staff: alice bob}
     */
    static SharedRoster of(String... groups) {
        Map<GroupName, Set<String>> members = new HashMap<>();
        Map<String, String> names = new TreeMap<>();
        for (String group : groups) {
            String[] parts = group.split(": ");
            members.put(new GroupName(parts[0], parts[0]), Set.of(parts[1].split(" ")));
            members.values().forEach(each -> each.forEach(user -> names.put(user, nameOf(user))));
        }
        return new SharedRoster(names, members, Map.of(), Set.of());
    }

    /** A copy with another display name of one user. */
    static SharedRoster renamed(SharedRoster roster, String user, String name) {
        Map<String, String> names = new HashMap<>(roster.fullNames());
        names.put(user, name);
        return new SharedRoster(names, roster.groups(), roster.skipped(), roster.unmappable());
    }

    static String nameOf(String user) {
        return user.substring(0, 1).toUpperCase(Locale.ROOT) + user.substring(1);
    }
}
