package net.xcauth.openfire.it.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import net.xcauth.test.Eventually;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.StanzaCollector;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.filter.StanzaIdFilter;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Mechanisms;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.roster.packet.RosterPacket;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.iqregister.AccountManager;
import org.jivesoftware.smackx.iqregister.packet.Registration;
import org.jivesoftware.smackx.ping.packet.Ping;
import org.jivesoftware.smackx.vcardtemp.VCardManager;
import org.jivesoftware.smackx.vcardtemp.packet.VCard;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;
import org.jxmpp.util.XmppStringUtils;

/** A user's client over TCP, logged in and present. */
public final class XmppUser implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    /** Makes resources unique, so that a login need not wait for the end of the same user's last session. */
    private static final AtomicInteger LOGINS = new AtomicInteger();

    private final XMPPTCPConnection connection;
    private final StanzaCollector messages;
    private final Sightings sightings;

    /** Options of a login: by default with PLAIN, whatever else the server offers. */
    public static final class Login {
        private final OpenfireServer server;
        private String mechanism = "PLAIN";
        private String authzid = "";
        private String resource = "test" + LOGINS.incrementAndGet();
        private boolean silent;
        private SocketFactory sockets = SocketFactory.getDefault();

        private Login(OpenfireServer server) {
            this.server = server;
        }

        public Login mechanism(String name) {
            mechanism = name;
            return this;
        }

        /** Asks to act as this user, {@code user@domain}. */
        public Login authzid(String jid) {
            authzid = jid;
            return this;
        }

        public Login resource(String name) {
            resource = name;
            return this;
        }

        /** Connects from this address of the machine, such as {@code 127.0.0.2}. */
        public Login from(String address) {
            sockets = new SocketsFrom(address);
            return this;
        }

        /** Sends no presence before {@link XmppUser#appear}. */
        public Login silent() {
            silent = true;
            return this;
        }

        /**
         * Logs in, gets the roster and sends presence.
         *
         * @param user sent to the server unchanged, whether a local part or a JID
         */
        public XmppUser as(String user, String password) throws Exception {
            XMPPTCPConnectionConfiguration.Builder configuration =
                    configuration(server).addEnabledSaslMechanism(mechanism).setSocketFactory(sockets);
            if (!authzid.isEmpty()) {
                configuration.setAuthzid(JidCreate.entityBareFrom(authzid));
            }
            XmppUser client = new XmppUser(new XMPPTCPConnection(configuration.build()));
            try {
                client.connection.connect();
                client.connection.login(user, password, Resourcepart.from(resource));
                client.getRoster();
                if (!silent) {
                    client.appear();
                }
                return client;
            } catch (SASLErrorException e) {
                client.close();
                throw new LoginRefused(e.getSASLFailure().getSASLErrorString());
            } catch (Throwable e) {
                client.close();
                throw e;
            }
        }

        /** The SASL error with which the server refuses the login. */
        public String refusal(String user, String password) throws Exception {
            try (XmppUser client = as(user, password)) {
                throw new AssertionError("the server let in " + client.jid());
            } catch (LoginRefused e) {
                return e.condition();
            }
        }
    }

    private static final class SocketsFrom extends SocketFactory {
        private final String address;

        SocketsFrom(String address) {
            this.address = address;
        }

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(address, 0));
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("Smack connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException("Smack connects by itself");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException("Smack connects by itself");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException("Smack connects by itself");
        }
    }

    private XmppUser(XMPPTCPConnection connection) {
        this.connection = connection;
        connection.setReplyTimeout(Eventually.PATIENCE.toMillis());
        // Otherwise the server would keep a disconnected client's session for its return.
        connection.setUseStreamManagement(false);
        messages = connection.createStanzaCollector(StanzaTypeFilter.MESSAGE);
        sightings = new Sightings(connection.getXMPPServiceDomain());
        // Smack's own roster would consume the pushes.
        Roster.getInstanceFor(connection).setSubscriptionMode(Roster.SubscriptionMode.manual);
        Roster.getInstanceFor(connection).setRosterLoadedAtLogin(false);
        connection.registerIQRequestHandler(sightings);
        connection.addSyncStanzaListener(sightings::see, stanza -> true);
    }

    /**
     * Logs in with PLAIN.
     *
     * @throws LoginRefused if the server refuses the login
     */
    public static XmppUser login(OpenfireServer server, String user, String password) throws Exception {
        return to(server).as(user, password);
    }

    public static Login to(OpenfireServer server) {
        return new Login(server);
    }

    /** The SASL error with which the server refuses the login. */
    public static String refusal(OpenfireServer server, String user, String password) throws Exception {
        return to(server).refusal(user, password);
    }

    /** The SASL mechanisms that the server offers. */
    public static List<String> mechanisms(OpenfireServer server) throws Exception {
        try (XmppUser client =
                new XmppUser(new XMPPTCPConnection(configuration(server).build()))) {
            client.connection.connect();
            return client.connection.getFeature(Mechanisms.class).getMechanisms();
        }
    }

    /** True if the server offers registration to clients (XEP-0077). */
    public static boolean isRegistrationOffered(OpenfireServer server) throws Exception {
        try (XmppUser client =
                new XmppUser(new XMPPTCPConnection(configuration(server).build()))) {
            client.connection.connect();
            return client.connection.hasFeature(Registration.Feature.ELEMENT, Registration.Feature.NAMESPACE);
        }
    }

    /** The stanza error with which the server refuses to register an account (XEP-0077). */
    public static String registrationRefusal(OpenfireServer server, String user, String password) throws Exception {
        try (XmppUser client =
                new XmppUser(new XMPPTCPConnection(configuration(server).build()))) {
            client.connection.connect();
            return client.refusal(new Registration(Map.of("username", user, "password", password)));
        }
    }

    /** The stanza error with which the server refuses to delete the account (XEP-0077). */
    public String deletionRefusal() throws Exception {
        return refusal(new Registration(Map.of("remove", "")));
    }

    private String refusal(Registration registration) throws Exception {
        registration.setType(IQ.Type.set);
        registration.setTo(connection.getXMPPServiceDomain());
        try {
            connection
                    .createStanzaCollectorAndSend(new StanzaIdFilter(registration), registration)
                    .nextResultOrThrow();
            throw new AssertionError("the server does it");
        } catch (XMPPException.XMPPErrorException e) {
            return e.getStanzaError().getCondition().toString();
        }
    }

    /** Changes the user's own password (XEP-0077). */
    public void changePassword(String password) throws Exception {
        AccountManager accounts = AccountManager.getInstance(connection);
        accounts.sensitiveOperationOverInsecureConnection(true);
        accounts.changePassword(password);
    }

    /** Cancels the subscription to a contact's presence. */
    public void unsubscribe(String jid) throws Exception {
        connection.sendStanza(connection
                .getStanzaFactory()
                .buildPresenceStanza()
                .ofType(Presence.Type.unsubscribe)
                .to(JidCreate.bareFrom(jid))
                .build());
    }

    /** Cancels a contact's subscription to the user's presence. */
    public void revoke(String jid) throws Exception {
        connection.sendStanza(connection
                .getStanzaFactory()
                .buildPresenceStanza()
                .ofType(Presence.Type.unsubscribed)
                .to(JidCreate.bareFrom(jid))
                .build());
    }

    /** A name as a local part, escaped as in XEP-0106. */
    public static String escaped(String name) {
        return XmppStringUtils.escapeLocalpart(name);
    }

    /** The bare JID that the server has assigned. */
    public String jid() {
        return connection.getUser().asBareJid().toString();
    }

    /** The full JID that the server has assigned. */
    public String fullJid() {
        return connection.getUser().toString();
    }

    /** The underlying connection. */
    public XMPPConnection connection() {
        return connection;
    }

    public boolean isConnected() {
        return connection.isConnected();
    }

    // Roster and presence

    /** The current roster, in the order of the JIDs. */
    public List<Sightings.Item> roster() {
        return sightings.roster();
    }

    /** Waits until the roster meets a condition. */
    public void awaitRoster(Predicate<List<Sightings.Item>> wanted) throws Exception {
        try {
            Eventually.until("roster", () -> wanted.test(roster()));
        } catch (AssertionError e) {
            throw new AssertionError("the roster of " + jid() + " is " + roster() + " after " + pushes());
        }
    }

    /** Waits until exactly these are in the roster. */
    public void awaitContacts(String... jids) throws Exception {
        List<String> wanted = List.of(jids).stream().sorted().toList();
        awaitRoster(roster -> roster.stream().map(Sightings.Item::jid).toList().equals(wanted));
    }

    /** The roster pushes so far, in order; what was removed has the subscription {@code remove}. */
    public List<Sightings.Item> pushes() {
        return sightings.pushes();
    }

    /** The presences of others so far, in order. */
    public List<Sightings.Presence> presences() {
        return sightings.presences();
    }

    /** Waits until {@code user@domain} is present. */
    public void awaitPresence(String jid) throws Exception {
        awaitLastPresence(jid, "available");
    }

    /** Waits until {@code user@domain} is not present. */
    public void awaitAbsence(String jid) throws Exception {
        awaitLastPresence(jid, "unavailable");
    }

    /** Waits until the server has processed everything sent before. */
    public void roundTrip() throws Exception {
        connection
                .createStanzaCollectorAndSend(new Ping(connection.getXMPPServiceDomain()))
                .nextResultOrThrow();
    }

    // Messages and vCards

    /** @param jid {@code user@domain}, with or without a resource */
    public void send(String jid, String text) throws Exception {
        connection.sendStanza(connection
                .getStanzaFactory()
                .buildMessageStanza()
                .to(JidCreate.from(jid))
                .ofType(Message.Type.chat)
                .setBody(text)
                .build());
    }

    /** Waits for the next message or error. */
    public Message nextMessage() throws Exception {
        Stanza next = messages.nextResult(Eventually.PATIENCE.toMillis());
        if (next == null) {
            throw new AssertionError("no message came");
        }
        return (Message) next;
    }

    /** Requests the vCard of {@code user@domain}. */
    public VCard vcard(String jid) throws Exception {
        return VCardManager.getInstanceFor(connection).loadVCard(JidCreate.entityBareFrom(jid));
    }

    /** Sends unavailable presence and closes the connection, without closing the stream, which may get no answer. */
    public void logOut() {
        messages.cancel();
        if (connection.isAuthenticated()) {
            sayGoodbye();
        }
        connection.instantShutdown();
    }

    private void getRoster() throws Exception {
        connection.createStanzaCollectorAndSend(new RosterPacket()).nextResultOrThrow();
        Eventually.until("roster", sightings::hasRoster);
    }

    /** Sends presence. */
    public void appear() throws Exception {
        connection.sendStanza(
                connection.getStanzaFactory().buildPresenceStanza().build());
    }

    private void sayGoodbye() {
        connection.setReplyTimeout(GOODBYE.toMillis());
        try {
            connection.sendStanza(connection
                    .getStanzaFactory()
                    .buildPresenceStanza()
                    .ofType(Presence.Type.unavailable)
                    .build());
            roundTrip();
        } catch (Exception e) {
            // The server has been stopped, or has closed the connection already.
        }
    }

    @Override
    public void close() {
        logOut();
    }

    private void awaitLastPresence(String jid, String type) throws Exception {
        try {
            Eventually.until(
                    "presence",
                    () -> sightings.lastPresence(jid).filter(type::equals).isPresent());
        } catch (AssertionError e) {
            throw new AssertionError(jid + " is not " + type + " to " + jid() + ", who saw " + presences());
        }
    }

    private static XMPPTCPConnectionConfiguration.Builder configuration(OpenfireServer server) throws Exception {
        return XMPPTCPConnectionConfiguration.builder()
                .setHost("127.0.0.1")
                .setPort(server.port())
                .setXmppDomain(server.domain())
                .setSecurityMode(SecurityMode.disabled)
                .setSendPresence(false);
    }
}
