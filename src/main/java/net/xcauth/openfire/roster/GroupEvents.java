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
 * Tells Openfire and its plugins what becomes of cloud groups, by Openfire's own events. One listener is left out:
 * Openfire's roster manager, in front of which this stands, hears of local groups only. What it would do for cloud
 * groups {@link RosterPushes} does, at a cost that depends on who is online.
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

    /** From now on this stands in front of the roster manager. */
    void install() {
        GroupEventDispatcher.removeListener(rosterManager);
        GroupEventDispatcher.addListener(this);
    }

    /** The roster manager hears everything again. */
    void remove() {
        GroupEventDispatcher.removeListener(this);
        GroupEventDispatcher.removeListener(rosterManager);
        GroupEventDispatcher.addListener(rosterManager);
    }

    void forgetCached() {
        CacheFactory.createCache("Group Metadata Cache").clear();
        CacheFactory.createCache("Group").clear();
    }

    /** Tells of a change, group by group. */
    void dispatch(RosterChange change) {
        CacheFactory.createCache("Group Metadata Cache").clear();
        change.groups().forEach(this::dispatch);
    }

    private void dispatch(GroupChange change) {
        String name = groups.name(change.id());
        CacheFactory.createCache("Group").remove(name);
        if (change.before() == null) {
            send(group(name, change.after().members()), EventType.group_created, Map.of());
        } else if (change.after() == null) {
            send(group(name, change.before().members()), EventType.group_deleting, Map.of());
            CacheFactory.createCache("Group").remove(name);
        } else {
            Group group = group(name, change.after().members());
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
        // A cloud group is gone from the directory already; a local one is still there, and its provider's.
        if (groups.isLocal(group.getName())) {
            rosterManager.groupDeleting(group, params);
        }
    }

    /** An administrator has changed how a group is shared. */
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
