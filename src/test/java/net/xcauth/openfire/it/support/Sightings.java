package net.xcauth.openfire.it.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jivesoftware.smack.iqrequest.AbstractIqRequestHandler;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.roster.packet.RosterPacket;
import org.jxmpp.jid.Jid;

/** The roster entries and presences that a client has received, in order. */
public final class Sightings extends AbstractIqRequestHandler {
    private final Jid server;
    private final TreeMap<String, Item> roster = new TreeMap<>();
    private final List<Item> pushes = new ArrayList<>();
    private final List<Presence> presences = new ArrayList<>();
    private boolean rosterCame;

    /**
     * An entry of a roster.
     *
     * @param name         empty if it has none
     * @param subscription {@code both}, {@code to}, {@code from}, {@code none}; {@code remove} in a push
     */
    public record Item(String jid, String name, Set<String> groups, String subscription) {}

    /**
     * A presence.
     *
     * @param jid  whose, with the resource
     * @param type {@code available}, {@code unavailable}, {@code subscribe} and so on
     */
    public record Presence(String jid, String type) {}

    Sightings(Jid server) {
        super(RosterPacket.ELEMENT, RosterPacket.NAMESPACE, IQ.Type.set, Mode.sync);
        this.server = server;
    }

    /** Handles a stanza that needs no response. */
    synchronized void see(Stanza stanza) {
        if (stanza instanceof RosterPacket packet) {
            packet.getRosterItems().forEach(item -> see(item, false));
            rosterCame = true;
        } else if (stanza instanceof org.jivesoftware.smack.packet.Presence presence) {
            presences.add(new Presence(
                    String.valueOf(presence.getFrom()), presence.getType().toString()));
        }
    }

    /** Handles and confirms a roster push. */
    @Override
    public synchronized IQ handleIQRequest(IQ request) {
        RosterPacket packet = (RosterPacket) request;
        if (isOurs(packet)) {
            packet.getRosterItems().forEach(item -> see(item, true));
        }
        return IQ.createResultIQ(request);
    }

    synchronized boolean hasRoster() {
        return rosterCame;
    }

    synchronized List<Item> roster() {
        return List.copyOf(roster.values());
    }

    synchronized List<Item> pushes() {
        return List.copyOf(pushes);
    }

    synchronized List<Presence> presences() {
        return List.copyOf(presences);
    }

    synchronized Optional<String> lastPresence(String bareJid) {
        return presences.stream()
                .filter(presence -> (presence.jid() + "/").startsWith(bareJid + "/"))
                .map(Presence::type)
                .reduce((first, second) -> second);
    }

    private boolean isOurs(RosterPacket packet) {
        return packet.getFrom() == null
                || packet.getFrom().isEntityBareJid()
                || packet.getFrom().equals(server);
    }

    private void see(RosterPacket.Item sent, boolean push) {
        Item item = new Item(
                sent.getJid().toString(),
                Optional.ofNullable(sent.getName()).orElse(""),
                new TreeSet<>(sent.getGroupNames()),
                String.valueOf(sent.getItemType()));
        if (push) {
            pushes.add(item);
        }
        if (item.subscription().equals("remove")) {
            roster.remove(item.jid());
        } else {
            roster.put(item.jid(), item);
        }
    }
}
