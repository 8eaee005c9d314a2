package net.xcauth.openfire.roster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import net.xcauth.core.roster.GroupChange;
import net.xcauth.core.roster.RosterChange;
import net.xcauth.core.roster.RosterDirectory;
import net.xcauth.openfire.provider.CloudGroups;
import net.xcauth.openfire.provider.Sharing;
import org.jivesoftware.openfire.PresenceManager;
import org.jivesoftware.openfire.SessionManager;
import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.roster.Roster;
import org.jivesoftware.openfire.roster.RosterItem;
import org.jivesoftware.openfire.session.ClientSession;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.jivesoftware.util.cache.Cache;
import org.jivesoftware.util.cache.CacheFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Presence;

/**
 * Pushes roster changes to online clients. Each affected roster is rebuilt once per change, and only for users who are
 * online; Openfire 4 itself would load the rosters of all members of a group from the database for each member that
 * changes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6121#section-2.1.6">RFC 6121, 2.1.6: Roster Push</a>
 */
final class RosterPushes {
    private static final Logger log = LoggerFactory.getLogger(RosterPushes.class);

    private final XMPPServer server;
    private final RosterDirectory directory;
    private final CloudGroups groups;
    private final Audience audience;
    private final String domain;
    private final Cache<String, Roster> rosters = CacheFactory.createCache("Roster");
    /** Openfire 5's cache of own contacts, which a roster marks with the groups that they were in when it was built. */
    private final Cache<String, LinkedList<RosterItem>> ownContacts = CacheFactory.createCache("RosterItems");

    RosterPushes(XMPPServer server, RosterDirectory directory, CloudGroups groups, Audience audience, String domain) {
        this.server = server;
        this.directory = directory;
        this.groups = groups;
        this.audience = audience;
        this.domain = domain;
    }

    /** Pushes a change to all affected users who are online. The providers must already answer with the new state. */
    void push(RosterChange change) {
        push(affected(change));
    }

    /** Pushes the members of a group to all users who saw them or see them now, after its sharing has changed. */
    void push(Set<String> members, Map<String, String> before, Map<String, String> after) {
        if (before.equals(after)) {
            return;
        }
        // Cached rosters of users who are not online change as well.
        clearCaches();
        Map<String, Set<String>> contacts = new TreeMap<>();
        audience.of(members, before).forEach(user -> add(contacts, user, members));
        audience.of(members, after).forEach(user -> add(contacts, user, members));
        push(contacts);
    }

    /** @param contacts by user, the contacts that are or were in the user's roster because of groups */
    private void push(Map<String, Set<String>> contacts) {
        contacts.keySet().forEach(user -> {
            rosters.remove(user);
            ownContacts.remove(user);
        });
        // Users who log in from now on get the new roster, so only current sessions count.
        Map<String, List<ClientSession>> silent = contacts.isEmpty() ? Map.of() : OnlineUsers.silent(contacts.keySet());
        contacts.forEach((user, changed) -> {
            List<ClientSession> withoutPresence = silent.getOrDefault(user, List.of());
            if (OnlineUsers.contains(user) || !withoutPresence.isEmpty()) {
                push(user, changed, withoutPresence);
            }
        });
    }

    /** By user, the contacts that may have changed in the user's roster. */
    private Map<String, Set<String>> affected(RosterChange change) {
        Map<String, Set<String>> contacts = new TreeMap<>();
        for (GroupChange group : change.groups()) {
            Set<String> joined = group.joined();
            Set<String> left = group.left();
            Set<String> moved = new HashSet<>(joined);
            moved.addAll(left);
            Set<String> members = group.allMembers();
            Map<String, String> sharing = groups.sharing(group.latest());
            audience.of(members, sharing)
                    .forEach(user -> add(contacts, user, group.isRenamed() || moved.contains(user) ? members : moved));
            Set<String> others = audience.seenBy(groups.name(group.id()));
            moved.forEach(user -> add(contacts, user, others));
            if (Sharing.EVERYBODY.equals(sharing.get(Sharing.SHOW))) {
                clearCaches();
            }
        }
        change.newNames()
                .keySet()
                .forEach(user -> directory
                        .groupsOf(user)
                        .forEach(id -> directory
                                .group(id)
                                .ifPresent(group -> audience.of(group.members(), groups.sharing(group))
                                        .forEach(member -> add(contacts, member, Set.of(user))))));
        return contacts;
    }

    private void clearCaches() {
        rosters.clear();
        ownContacts.clear();
    }

    private static void add(Map<String, Set<String>> contacts, String user, Set<String> added) {
        Set<String> all = contacts.computeIfAbsent(user, absent -> new HashSet<>());
        all.addAll(added);
        all.remove(user);
    }

    /** @param silent sessions to which Openfire broadcasts nothing, but which may have the old roster */
    private void push(String user, Set<String> contacts, List<ClientSession> silent) {
        try {
            Roster roster = server.getRosterManager().getRoster(user);
            for (String contact : contacts) {
                JID jid = new JID(contact, domain, null, true);
                if (roster.isRosterItem(jid)) {
                    push(roster, roster.getRosterItem(jid), silent);
                } else {
                    pushRemoval(user, jid, silent);
                    pushAbsence(user, jid);
                }
            }
        } catch (UserNotFoundException e) {
            log.debug("Nothing is pushed to {}, who no longer exists", user, e);
        }
    }

    private void push(Roster roster, RosterItem item, List<ClientSession> silent) {
        boolean sees = item.getSubStatus() == RosterItem.SUB_BOTH || item.getSubStatus() == RosterItem.SUB_TO;
        if (!sees && item.isOnlyShared()) {
            pushRemoval(roster.getUsername(), item.getJid(), silent);
        } else {
            roster.broadcast(item, true);
            send(push(item), silent);
        }
        if (!sees) {
            pushAbsence(roster.getUsername(), item.getJid());
        } else if (OnlineUsers.contains(item.getJid().getNode())) {
            // For a contact who is offline, this would read the last presence from the database.
            PresenceManager presences = server.getPresenceManager();
            for (ClientSession session : SessionManager.getInstance().getSessions(roster.getUsername())) {
                presences.probePresence(session.getAddress(), item.getJid());
            }
        }
    }

    private void pushRemoval(String user, JID contact, List<ClientSession> silent) {
        org.xmpp.packet.Roster push = new org.xmpp.packet.Roster(IQ.Type.set);
        push.setTo(new JID(user, domain, null, true));
        push.addItem(contact, org.xmpp.packet.Roster.Subscription.remove);
        SessionManager.getInstance().userBroadcast(user, push);
        send(push, silent);
    }

    /** The same push that Openfire broadcasts for an item. */
    private static org.xmpp.packet.Roster push(RosterItem item) {
        List<String> names = new ArrayList<>(item.getGroups());
        item.getSharedGroups().stream()
                .map(group -> group.getProperties().get(Sharing.DISPLAY_NAME))
                .filter(Objects::nonNull)
                .forEach(names::add);
        org.xmpp.packet.Roster push = new org.xmpp.packet.Roster(IQ.Type.set);
        push.addItem(
                item.getJid(),
                item.getNickname(),
                item.getAskStatus() == RosterItem.ASK_SUBSCRIBE ? org.xmpp.packet.Roster.Ask.subscribe : null,
                org.xmpp.packet.Roster.Subscription.valueOf(item.getSubStatus().getName()),
                names);
        return push;
    }

    private static void send(org.xmpp.packet.Roster push, List<ClientSession> sessions) {
        for (ClientSession session : sessions) {
            push.setTo(session.getAddress());
            session.process(push);
        }
    }

    /** Sends the user the unavailable presence of a contact whom the user no longer sees. */
    private void pushAbsence(String user, JID contact) {
        for (ClientSession session : SessionManager.getInstance().getSessions(contact.getNode())) {
            if (session.getPresence().isAvailable()) {
                Presence gone = new Presence(Presence.Type.unavailable);
                gone.setFrom(session.getAddress());
                gone.setTo(new JID(user, domain, null, true));
                SessionManager.getInstance().userBroadcast(user, gone);
            }
        }
    }
}
