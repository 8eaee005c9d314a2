package net.xcauth.openfire.roster;

import org.jivesoftware.openfire.XMPPServer;
import org.jivesoftware.openfire.interceptor.PacketInterceptor;
import org.jivesoftware.openfire.interceptor.PacketRejectedException;
import org.jivesoftware.openfire.roster.Roster;
import org.jivesoftware.openfire.session.Session;
import org.jivesoftware.openfire.user.UserNotFoundException;
import org.xmpp.packet.JID;
import org.xmpp.packet.Packet;
import org.xmpp.packet.Presence;

/**
 * Keeps clients from cancelling the subscription to a contact of a shared group; Openfire answers {@code not-allowed}.
 * Without this, Openfire before 5.0 removes the contact from the roster until it reads the roster from the database
 * again (OF-2397).
 */
final class SharedContactGuard implements PacketInterceptor {
    private final XMPPServer server;

    SharedContactGuard(XMPPServer server) {
        this.server = server;
    }

    @Override
    public void interceptPacket(Packet packet, Session session, boolean incoming, boolean processed)
            throws PacketRejectedException {
        if (incoming
                && !processed
                && session != null
                && packet instanceof Presence presence
                && cancels(presence)
                && isShared(presence.getFrom(), presence.getTo())) {
            throw new PacketRejectedException("A subscription to a contact of a shared group cannot be cancelled");
        }
    }

    private static boolean cancels(Presence presence) {
        return presence.getType() == Presence.Type.unsubscribe || presence.getType() == Presence.Type.unsubscribed;
    }

    private boolean isShared(JID user, JID contact) {
        if (user == null || contact == null || !server.isLocal(user)) {
            return false;
        }
        try {
            Roster roster = server.getRosterManager().getRoster(user.getNode());
            return roster.isRosterItem(contact.asBareJID())
                    && roster.getRosterItem(contact.asBareJID()).isShared();
        } catch (UserNotFoundException e) {
            // A user who does not exist has no contacts.
            return false;
        }
    }
}
