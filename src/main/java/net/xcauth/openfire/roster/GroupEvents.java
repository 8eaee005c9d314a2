package net.xcauth.openfire.roster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.xcauth.core.roster.GroupChange;
import net.xcauth.core.roster.RosterChange;
import net.xcauth.openfire.provider.CloudGroups;
import org.jivesoftware.openfire.event.GroupEventDispatcher;
import org.jivesoftware.openfire.event.GroupEventDispatcher.EventType;
import org.jivesoftware.openfire.event.GroupEventListener;
import org.jivesoftware.openfire.group.Group;
import org.jivesoftware.openfire.roster.RosterManager;
import org.jivesoftware.util.cache.CacheFactory;
import org.xmpp.packet.JID;

/**
 * Dispatches Openfire's own events about cloud groups to all listeners but one: Openfire's roster manager, which this
 * replaces as a listener, gets the events of local groups only. For cloud groups, {@link RosterPushes} does its work,
 * at a cost that depends on the number of users online.
 */
final class GroupEvents implements GroupEventListener {
    private final RosterManager rosterManager;
    private final CloudGroups groups;
    private final String domain;
    private final RosterPushes pushes;

    GroupEvents(RosterManager rosterManager, CloudGroups groups, String domain, RosterPushes pushes) {
        this.rosterManager = rosterManager;
        this.groups = groups;
        this.domain = domain;
        this.pushes = pushes;
    }

    /** Takes the place of the roster manager. */
    void install() {
        GroupEventDispatcher.removeListener(rosterManager);
        GroupEventDispatcher.addListener(this);
    }

    /** Lets the roster manager listen to all groups again. */
    void remove() {
        GroupEventDispatcher.removeListener(this);
        GroupEventDispatcher.removeListener(rosterManager);
        GroupEventDispatcher.addListener(rosterManager);
    }

    /** Clears Openfire's cached groups. */
    void clearCaches() {
        CacheFactory.createCache("Group Metadata Cache").clear();
        CacheFactory.createCache("Group").clear();
    }

    /** Dispatches the events of a change. */
    void dispatch(RosterChange change) {
        CacheFactory.createCache("Group Metadata Cache").clear();
        change.groups().forEach(this::dispatch);
    }

    private void dispatch(GroupChange change) {
        String name = groups.name(change.id());
        CacheFactory.createCache("Group").remove(name);
        if (change.before().isEmpty()) {
            send(group(name, change.latest().members()), EventType.group_created, Map.of());
        } else if (change.after().isEmpty()) {
            send(group(name, change.latest().members()), EventType.group_deleting, Map.of());
            CacheFactory.createCache("Group").remove(name);
        } else {
            Group group = group(name, change.latest().members());
            change.left()
                    .forEach(user -> send(
                            group,
                            EventType.member_removed,
                            Map.of("member", jid(user).toString())));
            change.joined()
                    .forEach(user -> send(
                            group,
                            EventType.member_added,
                            Map.of("member", jid(user).toString())));
        }
    }

    private Group group(String name, Set<String> members) {
        return new Group(name, "", members.stream().map(this::jid).toList(), List.of());
    }

    private static void send(Group group, EventType type, Map<String, String> parameters) {
        GroupEventDispatcher.dispatchEvent(group, type, new HashMap<>(parameters));
    }

    private JID jid(String user) {
        return new JID(user, domain, null, true);
    }

    private boolean isCloudGroup(Group group) {
        return groups.find(group.getName()).isPresent();
    }

    @Override
    public void groupCreated(Group group, @SuppressWarnings("rawtypes") Map params) {
        if (!isCloudGroup(group)) {
            rosterManager.groupCreated(group, params);
        }
    }

    @Override
    public void groupDeleting(Group group, @SuppressWarnings("rawtypes") Map params) {
        // A deleted cloud group is no longer in the directory, while a local group still exists.
        if (groups.isLocal(group.getName())) {
            rosterManager.groupDeleting(group, params);
        }
    }

    /** Handles an administrator's change of a group's sharing. */
    @Override
    public void groupModified(Group group, @SuppressWarnings("rawtypes") Map params) {
        groups.forgetSharing();
        if (!isCloudGroup(group)) {
            rosterManager.groupModified(group, params);
            return;
        }
        CacheFactory.createCache("Group Metadata Cache").clear();
        Map<String, String> after = groups.sharing(group.getName());
        Map<String, String> before = new HashMap<>(after);
        if (params.get("propertyKey") instanceof String key && params.get("originalValue") instanceof String value) {
            before.put(key, value);
        }
        pushes.push(Set.copyOf(group.getMembers().stream().map(JID::getNode).toList()), before, after);
    }

    @Override
    public void memberAdded(Group group, @SuppressWarnings("rawtypes") Map params) {
        if (!isCloudGroup(group)) {
            rosterManager.memberAdded(group, params);
        }
    }

    @Override
    public void memberRemoved(Group group, @SuppressWarnings("rawtypes") Map params) {
        if (!isCloudGroup(group)) {
            rosterManager.memberRemoved(group, params);
        }
    }

    @Override
    public void adminAdded(Group group, @SuppressWarnings("rawtypes") Map params) {
        if (!isCloudGroup(group)) {
            rosterManager.adminAdded(group, params);
        }
    }

    @Override
    public void adminRemoved(Group group, @SuppressWarnings("rawtypes") Map params) {
        if (!isCloudGroup(group)) {
            rosterManager.adminRemoved(group, params);
        }
    }
}
