package net.xcauth.openfire.roster;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.xcauth.openfire.provider.CloudGroups;
import net.xcauth.openfire.provider.Sharing;
import org.jivesoftware.openfire.group.Group;
import org.jivesoftware.openfire.group.GroupManager;
import org.jivesoftware.openfire.group.GroupNotFoundException;
import org.xmpp.packet.JID;

/** The users in whose rosters a group appears. Nobody else may learn of its members. */
final class Audience {
    private final CloudGroups groups;
    private final Supplier<Set<String>> online;

    Audience(CloudGroups groups, Supplier<Set<String>> online) {
        this.groups = groups;
        this.online = online;
    }

    /**
     * The users who see a group. If everybody does, only members and the users who are online.
     *
     * @param sharing the group's properties
     */
    Set<String> of(Set<String> members, Map<String, String> sharing) {
        Set<String> audience = new HashSet<>();
        switch (sharing.getOrDefault(Sharing.SHOW, Sharing.NOBODY)) {
            case Sharing.EVERYBODY -> {
                audience.addAll(members);
                audience.addAll(online.get());
            }
            case Sharing.MEMBERS -> {
                audience.addAll(members);
                Sharing.groupList(sharing).forEach(name -> audience.addAll(members(name)));
            }
            default -> {
                // Nobody sees it.
            }
        }
        return audience;
    }

    /** The members of all groups that an administrator has shared with this group. */
    Set<String> seenBy(String name) {
        List<String> seen = groups.changedNames().stream()
                .filter(other -> isSeenBy(name, groups.sharing(other)))
                .toList();
        return seen.stream().flatMap(other -> members(other).stream()).collect(Collectors.toSet());
    }

    private static boolean isSeenBy(String name, Map<String, String> sharing) {
        return Sharing.MEMBERS.equals(sharing.get(Sharing.SHOW))
                && Sharing.groupList(sharing).contains(name);
    }

    private static Set<String> members(String name) {
        try {
            Group group = GroupManager.getInstance().getGroup(name);
            return Stream.concat(group.getMembers().stream(), group.getAdmins().stream())
                    .map(JID::getNode)
                    .filter(node -> node != null)
                    .collect(Collectors.toSet());
        } catch (GroupNotFoundException e) {
            // The list names a group that does not exist.
            return Set.of();
        }
    }
}
