package net.xcauth.bridge.it.support;

import java.util.List;
import net.xcauth.test.Eventually;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.StanzaCollector;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Mechanisms;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.SimpleIQ;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smack.util.TLSUtils;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;

/** A user's XMPP client. */
public final class XmppClient implements AutoCloseable {
    private final XMPPTCPConnection connection;
    private final StanzaCollector messages;

    /** A query that every server answers, at least with an error. */
    private static final class Ping extends SimpleIQ {
        private Ping() {
            super("ping", "urn:xmpp:ping");
            setType(IQ.Type.get);
        }
    }

    private XmppClient(XMPPTCPConnection connection) {
        this.connection = connection;
        messages = connection.createStanzaCollector(StanzaTypeFilter.MESSAGE);
    }

    /** Connects without logging in. */
    public static XmppClient connect(XmppServer server) throws Exception {
        XMPPTCPConnection connection = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                .setHost("127.0.0.1")
                .setPort(server.port())
                .setXmppDomain(XmppServer.DOMAIN)
                .setSecurityMode(server.wantsTls() ? SecurityMode.required : SecurityMode.disabled)
                .setCustomX509TrustManager(new TLSUtils.AcceptAllTrustManager())
                .setHostnameVerifier((host, session) -> true)
                .build());
        connection.setReplyTimeout(Eventually.PATIENCE.toMillis());
        XmppClient client = new XmppClient(connection);
        try {
            connection.connect();
            return client;
        } catch (Exception e) {
            client.close();
            throw e;
        }
    }

    /**
     * Connects, logs in and sends presence.
     *
     * @throws org.jivesoftware.smack.sasl.SASLErrorException if the server refuses
     */
    public static XmppClient login(XmppServer server, String user, String password) throws Exception {
        XmppClient client = connect(server);
        try {
            client.login(user, password, "test");
            return client;
        } catch (Exception e) {
            client.close();
            throw e;
        }
    }

    void login(String user, String password, String resource) throws Exception {
        connection.login(user, password, Resourcepart.from(resource));
    }

    XMPPTCPConnection connection() {
        return connection;
    }

    /** The bound JID, {@code user@domain}. */
    public String jid() {
        return connection.getUser().asBareJid().toString();
    }

    /** The SASL mechanisms that the server offers. */
    public List<String> mechanisms() {
        return connection.getFeature(Mechanisms.class).getMechanisms();
    }

    public void send(String user, String text) throws Exception {
        connection.sendStanza(connection
                .getStanzaFactory()
                .buildMessageStanza()
                .to(JidCreate.entityBareFrom(user + "@" + XmppServer.DOMAIN))
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

    /** Waits until the server has handled everything that was sent before. Returns the number of messages received. */
    public int messagesAfterRoundTrip() throws Exception {
        Ping ping = new Ping();
        ping.setTo(connection.getXMPPServiceDomain());
        connection.createStanzaCollectorAndSend(ping).nextResultOrThrow();
        return messages.getCollectedCount();
    }

    @Override
    public void close() {
        messages.cancel();
        if (connection.isAuthenticated()) {
            connection.disconnect();
        } else {
            connection.instantShutdown();
        }
    }
}
