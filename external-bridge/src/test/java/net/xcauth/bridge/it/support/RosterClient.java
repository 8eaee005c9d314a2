package net.xcauth.bridge.it.support;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.xcauth.test.Eventually;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.iqrequest.AbstractIqRequestHandler;
import org.jivesoftware.smack.iqrequest.IQRequestHandler.Mode;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jxmpp.jid.impl.JidCreate;

/**
 * A user's XMPP client that reads the roster, follows its pushes, and tracks presence. Unlike Smack's own roster, it
 * does nothing by itself.
 */
public final class RosterClient implements AutoCloseable {
    private final XmppClient client;
    private final XMPPTCPConnection connection;
    private final Map<String, RosterContact> contacts = new LinkedHashMap<>();
    private final List<RosterContact> pushes = new ArrayList<>();
    private final Set<String> present = new HashSet<>();
    private final List<Presence> presences = new ArrayList<>();
    private String version;

    private RosterClient(XmppClient client) {
        this.client = client;
        connection = client.connection();
    }

    /** Connects, logs in, sends presence, and requests the roster. */
    public static RosterClient login(XmppServer server, String user, String password) throws Exception {
        return login(server, user, password, "test");
    }

    public static RosterClient login(XmppServer server, String user, String password, String resource)
            throws Exception {
        RosterClient client = connect(server, user, password, resource);
        client.fetch();
        return client;
    }

    /** Like {@link #login(XmppServer, String, String)} without a request for the roster, so without pushes. */
    public static RosterClient connect(XmppServer server, String user, String password, String resource)
            throws Exception {
        ProviderManager.addIQProvider(RosterIq.ELEMENT, RosterIq.NAMESPACE, new RosterIq.Provider());
        RosterClient client = new RosterClient(XmppClient.connect(server));
        try {
            client.listen();
            client.client.login(user, password, resource);
            return client;
        } catch (Exception e) {
            client.close();
            throw e;
        }
    }

    private void listen() {
        connection.registerIQRequestHandler(
                new AbstractIqRequestHandler(RosterIq.ELEMENT, RosterIq.NAMESPACE, IQ.Type.set, Mode.sync) {
                    @Override
                    public IQ handleIQRequest(IQ request) {
                        takePush((RosterIq) request);
                        return IQ.createResultIQ(request);
                    }
                });
        connection.addSyncStanzaListener(this::takePresence, StanzaTypeFilter.PRESENCE);
    }

    /** Requests the whole roster, which replaces the current one. */
    public void fetch() throws Exception {
        RosterIq answer = connection.sendIqRequestAndWaitForResponse(RosterIq.get(null));
        synchronized (this) {
            contacts.clear();
            answer.contacts().forEach(contact -> contacts.put(contact.user(), contact));
            version = answer.version();
        }
    }

    /** True if the server reports that a roster of this version is up to date. */
    public boolean isUpToDate(String known) throws Exception {
        IQ answer = connection.sendIqRequestAndWaitForResponse(RosterIq.get(known));
        return !(answer instanceof RosterIq);
    }

    /** The last version of the roster that the server has sent. */
    public synchronized String version() {
        return version;
    }

    /** The current roster. */
    public synchronized List<RosterContact> contacts() {
        return List.copyOf(contacts.values());
    }

    /** A contact of the current roster. */
    public synchronized Optional<RosterContact> contact(String user) {
        return Optional.ofNullable(contacts.get(user));
    }

    /** All pushes so far, oldest first. */
    public synchronized List<RosterContact> pushes() {
        return List.copyOf(pushes);
    }

    /** True if this client sees the user online. */
    public synchronized boolean sees(String user) {
        return present.contains(user);
    }

    /** All presence stanzas from this user so far, oldest first. */
    public synchronized List<Presence> presencesFrom(String user) {
        return presences.stream()
                .filter(presence -> user.equals(userOf(presence)))
                .toList();
    }

    /** Adds or changes a contact of the user's own. Returns the error if the server refuses. */
    public Optional<Condition> set(String user, String name, String... groups) throws Exception {
        return change(new RosterContact(user, name, "none", Set.of(groups)));
    }

    /** Removes a contact. Returns the error if the server refuses. */
    public Optional<Condition> remove(String user) throws Exception {
        return change(new RosterContact(user, "", "remove", Set.of()));
    }

    private Optional<Condition> change(RosterContact contact) throws Exception {
        try {
            connection.sendIqRequestAndWaitForResponse(RosterIq.set(contact));
            return Optional.empty();
        } catch (XMPPErrorException e) {
            return Optional.of(e.getStanzaError().getCondition());
        }
    }

    /** Sends a presence stanza about a subscription. */
    public void sendPresence(Presence.Type type, String to) throws Exception {
        connection.sendStanza(connection
                .getStanzaFactory()
                .buildPresenceStanza()
                .ofType(type)
                .to(JidCreate.entityBareFrom(to + "@" + XmppServer.DOMAIN))
                .build());
    }

    /** Deletes the user's account (XEP-0077); the server then ends the session. */
    public void deleteAccount() throws Exception {
        connection.sendStanza(new Removal());
        Eventually.until("the session ends", () -> !isOnline());
    }

    /** A request to delete the account. */
    private static final class Removal extends IQ {
        private Removal() {
            super("query", "jabber:iq:register");
            setType(Type.set);
        }

        @Override
        protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
            xml.rightAngleBracket();
            xml.emptyElement("remove");
            return xml;
        }
    }

    /** True until the server ends the session. */
    public boolean isOnline() {
        return connection.isConnected();
    }

    /** Waits until the server has handled everything that was sent before. */
    public void roundTrip() throws Exception {
        client.messagesAfterRoundTrip();
    }

    @Override
    public void close() {
        client.close();
    }

    private synchronized void takePush(RosterIq push) {
        version = push.version();
        push.contacts().forEach(contact -> {
            pushes.add(contact);
            if (contact.isRemoved()) {
                contacts.remove(contact.user());
            } else {
                contacts.put(contact.user(), contact);
            }
        });
    }

    private synchronized void takePresence(Stanza stanza) {
        Presence presence = (Presence) stanza;
        presences.add(presence);
        if (presence.getType() == Presence.Type.available) {
            present.add(userOf(presence));
        } else if (presence.getType() == Presence.Type.unavailable) {
            present.remove(userOf(presence));
        }
    }

    private static String userOf(Presence presence) {
        return presence.getFrom().getLocalpartOrNull() == null
                ? ""
                : presence.getFrom().getLocalpartOrNull().toString();
    }
}
