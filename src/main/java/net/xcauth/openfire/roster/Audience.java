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

/** In whose rosters groups are. Nobody else is to hear of their members. */
final class Audience {
    private final CloudGroups groups;
    private final Supplier<Set<String>> online;

    Audience(CloudGroups groups, Supplier<Set<String>> online) {
        this.groups = groups;
        this.online = online;
    }

    /**
     * Who sees a group; of a group that everybody sees, only those who are online, and members.
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
                // Nobody.
            }
        }
        return audience;
    }

    /** All members of the groups that members of this group see because an administrator has said so. */
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
            // Named in a list, but not there.
            return Set.of();
        }
    }
}
